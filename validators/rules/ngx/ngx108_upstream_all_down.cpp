#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_dead_upstreams(const Graph& graph, Reporter& report) {
    for (const Upstream& upstream : graph.upstreams) {
        const bool is_dead = upstream.is_fully_read && !upstream.servers.empty() &&
                             std::all_of(upstream.servers.begin(), upstream.servers.end(), [](const UpstreamServer& server) { return server.is_down; });
        if (!is_dead) continue;
        report.at(upstream.span, fmt::format("every server of `{}` is marked `down`", quoted(upstream.name)))
            .label(upstream.servers.front().span, "such as this one")
            .note("every request ends in 502: `no live upstreams while connecting to upstream`");
    }
}

extern constexpr Rule ngx108_upstream_all_down{
    .summary = "a group whose servers are all marked down",
    .why = "`down` takes a server out of the group for good. With none left every request ends in 502, `no live upstreams while connecting to upstream`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1 http://nginx.org/en/docs/http/ngx_http_upstream_module.html#server",
    .bad = R"(upstream app {
    server 127.0.0.1:8000 down;
}
)",
    .good = R"(upstream app {
    server 127.0.0.1:8000;
    server 127.0.0.1:8001 down;
}
)",
    .check = find_dead_upstreams,
};

}  // namespace stackc::rules
