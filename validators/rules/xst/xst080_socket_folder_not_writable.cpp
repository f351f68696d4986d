#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static std::string log_line(const Process& process) {
    if (process.kind == ServerKind::uwsgi) return "uWSGI exits with `bind(): Permission denied [core/socket.c line 230]`";
    if (process.kind == ServerKind::gunicorn) return "gunicorn tries for ever: `Retrying in 1 second.`, `Can't connect to …`";
    return fmt::format("{} cannot bind: permission denied", to_text(process.kind));
}

/// A socket unit has made the very socket for it, and nobody tells the server to take it.
static bool is_made_by_manager(const Graph& graph, const Process& process, const Listener& listener) {
    if (!process.program) return false;
    const std::vector<HandedSocket>& sockets = graph.at(*process.program).sockets;
    return std::any_of(sockets.begin(), sockets.end(), [&](const HandedSocket& socket) {
        return socket.endpoint.is_known() && *socket.endpoint == *listener.endpoint;
    });
}

static void find_closed_socket_folders(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        const auto refusal = bind_refusal(graph, listener);
        if (!refusal || !is_app_server(graph, graph.id_of(listener))) continue;
        auto found = report.at(listener.span, fmt::format("{} runs as `{}`, which may not make a socket in `{}` ({})", name_of(graph, process),
                                                          quoted(refusal->user), quoted(refusal->path), to_text(refusal->state)));
        if (process.user.is_stated()) found.label(process.user.span(), "the user is set here");
        if (is_made_by_manager(graph, process, listener))
            found.note("the socket unit has made this socket already, and the server binds its own: `Address already in use`, or the same refusal");
        found.note(log_line(process)).note("use a folder of its own, such as /run/shop, made at boot for that user by systemd or tmpfiles.d");
    }
}

extern constexpr Rule xst080_socket_folder_not_writable{
    .summary = "the server may not make its socket in that folder",
    .why = "uWSGI drops to its uid before it binds, and a manager may start servers as another user: /run and other folders of root "
           "take no sockets from them. The server exits with `bind(): Permission denied`, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi supervisor",
    .sources = "observed:uwsgi-2.0.21 observed:gunicorn-20.1.0",
    .bad = R"([uwsgi]
socket = /run/shop.sock
chmod-socket = 660
uid = deploy
gid = www-data
module = shop.wsgi:application
need-app = true
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
chmod-socket = 660
uid = deploy
gid = www-data
module = shop.wsgi:application
need-app = true
)",
    .check = find_closed_socket_folders,
};

}  // namespace stackc::rules
