#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_missing_applications(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const bool is_started = process.kind == ServerKind::gunicorn && process.program && process.is_fully_read;
        if (!is_started || !process.module.is_absent()) continue;
        const Program& program = graph.at(*process.program);
        bool says_more = !program.is_fully_read || process.option("wsgi_app") != nullptr || process.option("paste") != nullptr;
        for (const Argument& word : program.command) {
            // The flags that only tell something, and what nobody can read.
            says_more = says_more || word.has_hole || word.text == "--version" || word.text == "-v" || word.text == "--help" || word.text == "-h";
        }
        if (says_more) continue;
        report.at(process.span, fmt::format("{} is told no application", name_of(graph, process)))
            .note("it does not start: `Error: No application module specified.`")
            .note("the command ends with it: `gunicorn … shop.wsgi:application`");
    }
}

extern constexpr Rule gun019_no_application{
    .summary = "gunicorn is told no application",
    .why = "The module stands neither on the command line nor, as `wsgi_app`, in the file: gunicorn exits with `Error: No application module "
           "specified.`",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "gunicorn supervisor systemd",
    .sources = "observed:gunicorn-20.1.0 https://docs.gunicorn.org/en/stable/run.html",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 --workers 3
user=shop
directory=/srv/shop
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 --workers 3 shop.wsgi
user=shop
directory=/srv/shop
)",
    .check = find_missing_applications,
};

}  // namespace stackc::rules
