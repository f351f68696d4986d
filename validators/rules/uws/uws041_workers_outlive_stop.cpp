#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_orphaned_workers(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!outlives_its_stop(graph, process)) continue;
        const Option& processes = *process.option("processes");
        const Program& program = graph.at(*process.program);
        auto found = report.at(
            processes.span,
            fmt::format("a stop of `{}` ends the first of {} workers only: they have no master",
                        quoted(program.name), *number_of(process, "processes")));
        found.label(program.name_span, "supervisor signals the process that it started")
            .note(
                "the others go on answering with the old code and hold the address: after the "
                "next start `bind(): Address already in use`");
        const std::vector<Edit> edits =
            add_after(graph, process, processes, "master = true\ndie-on-term = true");
        if (!edits.empty()) found.fix("run a master that ends on SIGTERM", Safety::unsafe, edits);
    }
}

extern constexpr Rule uws041_workers_outlive_stop{
    .summary = "workers that go on when supervisor stops uWSGI",
    .why =
        "Without a master the first worker is the process that supervisor knows. SIGTERM ends it "
        "and leaves the others: they answer with the old code and hold the port, so that the next "
        "start fails.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "uwsgi supervisor",
    .sources = "observed:uwsgi-2.0.21 observed:supervisor-4.2.5",
    .bad = R"(#> shop/uwsgi.ini
[uwsgi]
http-socket = 127.0.0.1:8000
processes = 4
#> supervisor/shop.conf
[program:shop]
command = /usr/bin/uwsgi --ini /srv/shop/uwsgi.ini
user = deploy
)",
    .good = R"(#> shop/uwsgi.ini
[uwsgi]
http-socket = 127.0.0.1:8000
master = true
die-on-term = true
processes = 4
#> supervisor/shop.conf
[program:shop]
command = /usr/bin/uwsgi --ini /srv/shop/uwsgi.ini
user = deploy
)",
    .check = find_orphaned_workers,
};

}  // namespace stackc::rules
