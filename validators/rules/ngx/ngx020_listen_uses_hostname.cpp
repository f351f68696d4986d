#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_names(const Graph& graph, Reporter& report) {
    for (const Site& site : graph.sites) {
        if (!site.scope) continue;
        for (const SiteListen& listen : site.listens) {
            const TcpEndpoint* tcp =
                listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
            if (tcp == nullptr || is_address(tcp->host) || is_wildcard(tcp->host) ||
                is_loopback(tcp->host))
                continue;
            report
                .at(listen.span,
                    fmt::format(
                        "`listen {}` names a host, whose address must be known when nginx starts",
                        quoted(tcp->host)))
                .note(fmt::format("nginx does not start while DNS is late: `[emerg] host not found "
                                  "in \"{}:{}\" of the \"listen\" directive`",
                                  quoted(tcp->host), tcp->port))
                .note("write the address, or the port alone");
        }
    }
}

extern constexpr Rule ngx020_listen_uses_hostname{
    .summary = "a listen address that is a name",
    .why =
        "nginx looks the name up when it starts; after a reboot, before DNS answers, it does not "
        "start: `[emerg] host "
        "not found in \"web:80\" of the \"listen\" directive`.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/tutorials/"
        "config_pitfalls.rst",
    .bad = R"(server { listen shop.example.com:80; root /srv/shop/public; }
)",
    .good =
        R"(server { listen 10.0.0.5:80; listen [::1]:80; listen localhost:8080; listen *:8081; root /srv/shop/public; }
)",
    .check = find_names,
};

}  // namespace stackc::rules
