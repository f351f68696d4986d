#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

/// All sockets of the instance are TCP ports; the first of them.
static const Listener* only_ports(const Graph& graph, const Process& process) {
    const Listener* first = nullptr;
    for (const Listener& listener : graph.listeners) {
        if (listener.process != graph.id_of(process)) continue;
        if (!listener.endpoint.is_known() || as_tcp(*listener.endpoint) == nullptr) return nullptr;
        if (first == nullptr) first = &listener;
    }
    return first;
}

static void find_idle_settings(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process) || !process.is_fully_read || is_emperor(process)) continue;
        const Listener* port = only_ports(graph, process);
        if (port == nullptr) continue;
        for (const std::string_view name : {"chmod-socket", "chown-socket"}) {
            const Option* option = process.option(name);
            if (option == nullptr) continue;
            report
                .at(option->span, fmt::format("`{}` does nothing: `{}` is a port, not a file", name,
                                              quoted(to_text(*port->endpoint))))
                .label(port->span, "the only kind of socket here")
                .note(
                    "it guards Unix sockets; who reaches the port is up to the address and the "
                    "firewall");
        }
    }
}

extern constexpr Rule uws043_file_settings_on_tcp{
    .summary = "an owner or mode for a socket that is no file",
    .why =
        "`chmod-socket` and `chown-socket` speak of Unix sockets. Beside a TCP port they look like "
        "protection and are none.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "uwsgi supervisor",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/Options.html#chmod-socket",
    .bad = R"([uwsgi]
socket = 127.0.0.1:8001
chmod-socket = 660
)",
    .good = R"([uwsgi]
socket = 127.0.0.1:8001
)",
    .check = find_idle_settings,
};

}  // namespace stackc::rules
