#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/handed_sockets.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_open_sockets(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        const Option* option = process.option("chmod-socket");
        if (!is_uwsgi(process) || option == nullptr || !listener.mode.is_known() ||
            (listener.mode->bits & 02u) == 0 || is_handed(graph, listener))
            continue;
        // The first socket speaks for all: the mode is one for the instance.
        const bool is_first = std::none_of(
            graph.listeners.begin(), graph.listeners.end(), [&](const Listener& other) {
                return &other < &listener && other.process == listener.process &&
                       other.mode.is_known();
            });
        if (!is_first) continue;
        const Span place = option->value.span_or(option->span).is_empty()
                               ? option->span
                               : option->value.span_or(option->span);
        auto found = report.at(
            place, fmt::format("mode {} lets every local user speak to the application behind `{}`",
                               to_text(*listener.mode), quoted(to_text(*listener.endpoint))));
        found.label(listener.span, "the socket")
            .note("over this protocol a client may set variables that make uWSGI load other code")
            .note("660 with the group of nginx's user (`gid`, `chown-socket`) is enough");
        // Where nginx is in neither, every request would end in 502.
        const std::vector<Edit> edits = replace_value(graph, *option, "660");
        if (!edits.empty() && admits_nginx(graph, listener, Mode{0660}))
            found.fix("allow owner and group only", Safety::unsafe, edits);
    }
}

extern constexpr Rule uws009_socket_world_writable{
    .summary = "a uWSGI socket that every local user may write to",
    .why =
        "The uwsgi protocol is made for trusted clients: its variables may name another "
        "application file to load. With mode 666 each local account is such a client. "
        "nginx needs no more than its group.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "uwsgi supervisor",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html "
        "https://github.com/Supervisor/supervisor/issues/941",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
chmod-socket = 666
gid = www-data
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
chmod-socket = 660
gid = www-data
)",
    .check = find_open_sockets,
};

}  // namespace stackc::rules
