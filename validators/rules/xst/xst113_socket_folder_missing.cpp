#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/handed_sockets.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static std::string what_happens(ServerKind kind, const std::string& path) {
    switch (kind) {
        case ServerKind::gunicorn:
            return fmt::format("gunicorn tries again every second and exits, `Can't connect to {}`; supervisor shows RUNNING and starts it for ever", path);
        case ServerKind::daphne: return "daphne exits with status 0: `CRITICAL Listen failure: [Errno 2] No such file or directory`";
        case ServerKind::uvicorn: return "uvicorn exits: `FileNotFoundError: [Errno 2] No such file or directory`";
        case ServerKind::redis: return "redis exits: `Failed opening Unix socket: bind: No such file or directory`";
        case ServerKind::uwsgi:
        case ServerKind::nginx:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return "it cannot bind: `No such file or directory`";
    }
    unreachable("ServerKind");
}

/// UWS008 speaks of uWSGI's.
static const UnixEndpoint* socket_of(const Graph& graph, const Listener& listener) {
    const Process& process = graph.at(listener.process);
    if (process.kind == ServerKind::uwsgi || !runs_here(graph, process) || !listener.endpoint.is_known()) return nullptr;
    if (is_handed(graph, listener)) return nullptr;
    const UnixEndpoint* socket = as_unix(*listener.endpoint);
    return socket != nullptr && socket->path.starts_with('/') ? socket : nullptr;
}

/// A folder where the socket is to be, perhaps a mount's: no server can put its socket there.
static void report_folder(const Graph& graph, const Listener& listener, Reporter& report) {
    const UnixEndpoint* socket = listener.endpoint.is_known() ? as_unix(*listener.endpoint) : nullptr;
    if (socket == nullptr || !runs_here(graph, graph.at(listener.process))) return;
    const auto state = graph.paths.find(socket->path);
    if (state == graph.paths.end() || !state->second.exists || !state->second.is_directory) return;
    report.at(listener.span, fmt::format("`{}` is a folder, so no socket can be made there", quoted(socket->path)))
        .note("the server cannot bind: `Address already in use` or `Is a directory`");
}

static void find_missing_folders(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        report_folder(graph, listener, report);
        const UnixEndpoint* socket = socket_of(graph, listener);
        if (socket == nullptr) continue;
        const std::string folder = parent_path(socket->path);
        if (!is_missing(graph, folder)) continue;
        const Process& process = graph.at(listener.process);
        auto found = report.at(listener.span, fmt::format("the folder `{}` of the socket is not there, and {} makes none", quoted(folder), name_of(graph, process)));
        if (process.program) found.label(graph.at(*process.program).name_span, "it is started here");
        if (process.directory.is_stated() && !graph.text(listener.span).empty() && graph.text(listener.span).find(socket->path) == std::string_view::npos)
            found.label(process.directory.span(), "relative paths start here");
        found.note(what_happens(process.kind, quoted(socket->path)))
            .note("below /run, systemd's `RuntimeDirectory=` or a line of tmpfiles.d makes it at each boot");
    }
}

extern constexpr Rule xst113_socket_folder_missing{
    .summary = "the folder in which a server is to make its socket is not there",
    .why = "No server makes the folder of its socket. gunicorn retries and exits in a loop that supervisor shows as RUNNING, daphne exits "
           "with status 0, and nginx answers 502, `connect() to unix:… failed (2: No such file or directory)`. What lies below /run is "
           "gone after each boot.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd gunicorn redis",
    .sources = "observed:gunicorn-20.1.0 observed:daphne-4.0.0 observed:uvicorn-0.17.6 observed:redis-7.0.15",
    .check = find_missing_folders,
};

}  // namespace stackc::rules
