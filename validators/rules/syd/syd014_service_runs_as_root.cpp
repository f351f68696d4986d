#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/roles.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether the unit gives its account in another way: an invented one, or a person's own manager.
static bool may_have_an_account(const Graph& graph, const Program& program) {
    const Document* unit = graph.document_of(program.file);
    if (unit == nullptr) return true;
    const std::string_view text = unit->text();
    return text.find("DynamicUser") != std::string_view::npos ||
           text.find("default.target") != std::string_view::npos ||
           unit->source().path.string().find("/user/") != std::string::npos;
}

static void find_root_services(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!process.program || !runs_application(process.kind) || !process.is_fully_read) continue;
        const Program& program = graph.at(*process.program);
        if (program.manager != ManagerKind::systemd) continue;
        const bool is_stated = is_root(process.user);
        if (!process.user.is_absent() && !is_stated) continue;
        // A uWSGI that is told to be root is UWS015's.
        if (process.kind == ServerKind::uwsgi && process.option("uid") != nullptr) continue;
        // An emperor is root for its vassals' sake; each of them says whom it becomes.
        if (may_have_an_account(graph, program) || process.option("emperor") != nullptr) continue;
        auto found = report.at(is_stated ? process.user.span_or(program.name_span) : program.name_span,
                               is_stated ? fmt::format("`{}` runs as root", quoted(program.name))
                                       : fmt::format("`{}` has no `User`: it runs as root",
                                                     quoted(program.name)));
        found.note("a mistake in the application is then a mistake of root; its sockets and files "
                   "belong to root");
    }
}

extern constexpr Rule syd014_service_runs_as_root{
    .summary = "an application runs as root under systemd",
    .why =
        "A service without `User=` runs as root. Whoever takes over the application takes over the "
        "machine; sockets and uploads belong to root and nginx may not touch them.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "systemd uwsgi",
    .sources = "https://docs.gunicorn.org/en/stable/deploy.html",
    .bad = R"(#> shop.service
[Service]
ExecStart=/srv/shop/venv/bin/gunicorn shop.wsgi
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/srv/shop/venv/bin/gunicorn shop.wsgi
)",
    .check = find_root_services,
};

}  // namespace stackc::rules
