#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/handed_sockets.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_missing_folders(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    for (const Listener& listener : graph.listeners) {
        const UnixEndpoint* socket =
            listener.endpoint.is_known() ? as_unix(*listener.endpoint) : nullptr;
        if (socket == nullptr || socket->path.starts_with('@') ||
            !is_uwsgi(graph.at(listener.process)) || is_handed(graph, listener))
            continue;
        const std::string folder = parent_path(socket->path);
        if (!is_missing(graph, folder)) continue;
        report
            .at(listener.span,
                fmt::format("the folder `{}` of the socket is not there", quoted(folder)))
            .note(
                "uWSGI makes no folders and ends: `bind(): No such file or directory "
                "[core/socket.c line 230]`")
            .note(
                "below /run, systemd's `RuntimeDirectory=` or a line of tmpfiles.d makes it at "
                "each boot");
    }
}

extern constexpr Rule uws008_socket_directory_missing{
    .summary = "the folder of a socket does not exist",
    .why =
        "uWSGI makes no folders: it ends with `bind(): No such file or directory "
        "[core/socket.c line 230]`, and nginx answers 502. What lies below /run is gone "
        "after each boot.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi supervisor",
    .sources = "observed:uwsgi-2.0.21 https://github.com/lopopolo/hyperbola/issues/22",
    .check = find_missing_folders,
};

}  // namespace stackc::rules
