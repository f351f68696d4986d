#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// What the server says as it exits; nothing where it goes on without the file.
static std::string last_words(ServerKind kind, const PathUse& use, const std::string& folder) {
    switch (kind) {
        case ServerKind::uwsgi:
            return fmt::format("open(\"{}\"): No such file or directory [core/{}]", quoted(use.path),
                               use.role == PathRole::pid ? "utils.c line 3624" : "logging.c line 288");
        case ServerKind::gunicorn:
            if (use.role == PathRole::log) return fmt::format("Error: '{}' isn't writable [FileNotFoundError(2, …)]", quoted(use.path));
            return fmt::format("Error: {} doesn't exist. Can't create {}.", quoted(folder),
                               use.role == PathRole::pid ? "pidfile" : "workertmp");
        case ServerKind::daphne: return fmt::format("FileNotFoundError: [Errno 2] No such file or directory: '{}'", quoted(use.path));
        case ServerKind::redis:
            if (use.role == PathRole::log) return "Can't open the log file: No such file or directory";
            return use.role == PathRole::data ? fmt::format("'dir {}': No such file or directory", quoted(use.path)) : "";
        case ServerKind::nginx:
        case ServerKind::uvicorn:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return {};
    }
    unreachable("ServerKind");
}

static bool is_folder_itself(const PathUse& use) { return use.role == PathRole::data; }

static void find_missing_folders(const Graph& graph, Reporter& report) {
    for (const PathUse& use : graph.path_uses) {
        if (!use.process || !use.is_written) continue;
        const Process& process = graph.at(*use.process);
        if (!runs_here(graph, process)) continue;
        const std::string folder = is_folder_itself(use) ? use.path : parent_path(use.path);
        const std::string words = last_words(process.kind, use, folder);
        if (words.empty() || !is_missing(graph, folder)) continue;
        auto found = report.at(use.span, fmt::format("the folder `{}` is not there, and {} makes none", quoted(folder), name_of(graph, process)));
        if (process.program) found.label(graph.at(*process.program).name_span, "it is started here");
        found.note(fmt::format("the server exits at once: `{}`; nginx answers 502", words));
    }
}

extern constexpr Rule xst102_output_folder_missing{
    .summary = "the folder of a server's log, pid file or data is not there",
    .why = "uWSGI, gunicorn, daphne and redis make no folders: they exit when they open the file, the manager starts them again until "
           "it gives up, and nginx answers 502 for want of a socket.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi gunicorn redis supervisor systemd",
    .sources = "observed:uwsgi-2.0.21 observed:gunicorn-20.1.0 observed:redis-7.0.15 observed:daphne-4.0.0",
    .check = find_missing_folders,
};

}  // namespace stackc::rules
