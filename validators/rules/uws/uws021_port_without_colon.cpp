#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_bare_ports(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process)) continue;
        for (const Option& option : process.options) {
            if (!is_socket_option(option.name) || !option.value.is_known() ||
                !option.value.has_span())
                continue;
            const std::string& value = *option.value;
            if (value.find(':') != std::string::npos) continue;
            const bool is_port = parse_port(value).has_value();
            const std::optional<TcpEndpoint> host =
                is_port ? std::nullopt : parse_tcp(value, "*", 1);
            if (!is_port && (!host || host->host == "*" || !is_address(host->host))) continue;
            auto found =
                report.at(option.value.span(),
                          is_port ? fmt::format("`{}` is no port for uWSGI but the name of a Unix "
                                                "socket: a port has a colon before it",
                                                quoted(value))
                                  : fmt::format("`{}` is no address for uWSGI but the name of a "
                                                "Unix socket: a port is missing",
                                                quoted(value)));
            found.note(
                fmt::format("it says `bound to UNIX address {}` and makes a file of that name; "
                            "nginx gets `Connection refused`",
                            quoted(value)));
            const std::vector<Edit> edits =
                is_port ? replace_value(graph, option, "127.0.0.1:" + value) : std::vector<Edit>{};
            if (!edits.empty())
                found.fix(fmt::format("listen on 127.0.0.1:{}", value), Safety::unsafe, edits);
        }
    }
}

extern constexpr Rule uws021_port_without_colon{
    .summary = "a port or host where uWSGI wants `host:port`",
    .why =
        "What has no colon is a path for uWSGI: `socket = 8000` is `bound to UNIX "
        "address 8000`, a file in the folder it runs in. nginx, which connects to port "
        "8000, gets `Connection refused`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "uwsgi supervisor",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([uwsgi]
http-socket = 8000
)",
    .good = R"([uwsgi]
http-socket = :8000
)",
    .check = find_bare_ports,
};

}  // namespace stackc::rules
