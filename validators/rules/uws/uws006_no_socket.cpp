#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

/// Options with which an instance runs without a socket of its own, or gets one from elsewhere.
static bool may_do_without(const Process& process) {
    for (const Option& option : process.options) {
        const std::string_view name = option.name;
        if (is_socket_option(name) || name.find("socket") != std::string_view::npos ||
            name.find("emperor") != std::string_view::npos)
            return true;
        for (const std::string_view other :
             {"spooler", "router", "zerg", "mongrel", "zeromq", "zmq", "http", "subscri",
              "no-server", "hook", "cron", "daemon"}) {
            if (name.find(other) != std::string_view::npos && name != "daemonize" &&
                name != "daemonize2")
                return true;
        }
    }
    return false;
}

static void find_missing_sockets(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        // Only where it is known who starts it: systemd may hand over a socket.
        const bool is_managed =
            process.program && graph.at(*process.program).manager == ManagerKind::supervisor;
        if (!is_uwsgi(process) || !is_managed || !process.is_fully_read || may_do_without(process))
            continue;
        report
            .at(process.span,
                fmt::format("`{}` starts uWSGI without any socket", quoted(process.name)))
            .note(
                "uWSGI ends at once: `The -s/--socket option is missing and stdin is not a "
                "socket.`");
    }
}

extern constexpr Rule uws006_no_socket{
    .summary = "an instance of uWSGI that listens nowhere",
    .why =
        "Without `socket`, `http-socket` or the like uWSGI ends at once: `The "
        "-s/--socket option is missing and stdin is not a socket.`",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor uwsgi",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"(#> supervisord.conf
[program:web]
command=uwsgi --master --need-app --die-on-term --module shop.wsgi
user=deploy
)",
    .good = R"(#> supervisord.conf
[program:web]
command=uwsgi --master --need-app --die-on-term --module shop.wsgi --socket /run/shop/web.sock
user=deploy
)",
    .check = find_missing_sockets,
};

}  // namespace stackc::rules
