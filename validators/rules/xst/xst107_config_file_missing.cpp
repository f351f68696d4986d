#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static std::string what_happens(ServerKind kind, const std::string& path) {
    switch (kind) {
        case ServerKind::gunicorn: return fmt::format("gunicorn exits: `Error: '{}' doesn't exist`", path);
        case ServerKind::redis: return fmt::format("redis exits: `Fatal error, can't open config file '{}': No such file or directory`", path);
        case ServerKind::nginx: return fmt::format("nginx says `open() \"{}\" failed (2: No such file or directory)`", path);
        case ServerKind::uwsgi:
        case ServerKind::daphne:
        case ServerKind::uvicorn:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return "the program cannot read it";
    }
    unreachable("ServerKind");
}

static void find_missing_files(const Graph& graph, Reporter& report) {
    for (const PathUse& use : graph.path_uses) {
        if (use.role != PathRole::config || use.is_written || !use.process || !is_missing(graph, use.path)) continue;
        const Process& process = graph.at(*use.process);
        // UWS025 speaks of uWSGI's.
        if (process.kind == ServerKind::uwsgi || !runs_here(graph, process)) continue;
        const bool is_relative = !graph.text(use.span).empty() && graph.text(use.span).find('/') == std::string_view::npos;
        auto found = report.at(use.span, is_relative ? fmt::format("the file `{}` is not there: relative paths start at the folder that the program is started in",
                                                                   quoted(use.path))
                                                     : fmt::format("the file `{}` is not there", quoted(use.path)));
        if (process.program) {
            const Program& program = graph.at(*process.program);
            if (is_relative && program.directory.is_stated()) found.label(program.directory.span(), "it is started in this folder");
            else found.label(program.name_span, "it is started here");
        }
        found.note(what_happens(process.kind, quoted(use.path)));
    }
}

extern constexpr Rule xst107_config_file_missing{
    .summary = "the configuration file that a server is given is not there",
    .why = "gunicorn and redis exit when they cannot read the file that their command line names; a relative name is looked up in "
           "the folder that the manager starts them in. The manager gives up, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd gunicorn redis nginx",
    .sources = "observed:gunicorn-20.1.0 observed:redis-7.0.15",
    .check = find_missing_files,
};

}  // namespace stackc::rules
