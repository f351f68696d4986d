#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_sockets_in_tmp(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        if (!is_uwsgi(graph.at(listener.process)) || !listener.endpoint.is_known()) continue;
        const UnixEndpoint* socket = as_unix(*listener.endpoint);
        if (socket == nullptr || !shared_tmp_folder(graph, listener.span.file, socket->path)) continue;
        report
            .at(listener.span,
                fmt::format("the socket lies in `{}`, which others clean and may not share",
                            quoted(parent_path(socket->path))))
            .note(
                "a service with `PrivateTmp` has a /tmp of its own, and cleaners take old files "
                "away: nginx then gets `No such file or directory` although `ls` shows the socket")
            .note("a folder of its own below /run is made for sockets");
    }
}

extern constexpr Rule uws010_socket_in_tmp{
    .summary = "a socket in a folder for temporary files",
    .why =
        "systemd gives services a private /tmp, cleaners remove what is old, and any "
        "user may put a file of that name there first: `connect() to unix:/tmp/app.sock "
        "failed (2: No such file or directory)` although `ls` shows it.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "uwsgi supervisor",
    .sources =
        "https://github.com/Shellbye/Shellbye.github.io/issues/20 "
        "https://github.com/arrti/shadowsocks-admin/issues/2 observed:uwsgi-2.0.21",
    .bad = R"([uwsgi]
socket = /tmp/shop.sock
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
)",
    .check = find_sockets_in_tmp,
};

}  // namespace stackc::rules
