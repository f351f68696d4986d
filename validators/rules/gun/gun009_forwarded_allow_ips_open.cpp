#include "compiler/graph/endpoint.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_open_trust(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        const Option* trusted =
            process.kind == ServerKind::gunicorn ? process.option("forwarded_allow_ips") : nullptr;
        if (trusted == nullptr || !trusted->value.is_known() || *trusted->value != "*" ||
            !listener.endpoint.is_stated())
            continue;
        const TcpEndpoint* tcp = as_tcp(*listener.endpoint);
        // A container's port is reached from its own network unless somebody publishes it.
        const bool is_contained = !process.containers.empty();
        if (tcp == nullptr || is_loopback(tcp->host) || is_contained || !process.program) continue;
        report
            .at(trusted->value.span(),
                "the headers of every client are believed, and the port is open to others than "
                "nginx")
            .label(listener.span, "gunicorn listens here")
            .note(
                "whoever reaches the port can claim with `X-Forwarded-Proto: https` to have come "
                "over TLS");
    }
}

extern constexpr Rule gun009_forwarded_allow_ips_open{
    .summary = "every client may say where it comes from",
    .why =
        "With `forwarded_allow_ips = *` gunicorn believes `X-Forwarded-*` from anyone who "
        "reaches its port.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "gunicorn supervisor",
    .sources = "https://docs.gunicorn.org/en/stable/settings.html#forwarded-allow-ips",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 0.0.0.0:8000 --forwarded-allow-ips=* shop.wsgi
directory=/srv/shop
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 --forwarded-allow-ips=* shop.wsgi
user=shop
directory=/srv/shop
)",
    .check = find_open_trust,
};

}  // namespace stackc::rules
