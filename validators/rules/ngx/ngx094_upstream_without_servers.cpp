#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_empty_upstreams(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        if (scope.kind != "upstream" || !scope.parent || !scope.is_fully_read ||
            graph.at(*scope.parent).kind != "http")
            continue;
        // `zone` with `resolver`, and modules, fill a group while nginx runs.
        if (stated(scope, "server") != nullptr || stated(scope, "zone") != nullptr ||
            !scope.children.empty())
            continue;
        auto found = report.at(scope.head.span(), fmt::format("the upstream `{}` has no server",
                                                              quoted(scope.head.arg(0))));
        found.note("nginx does not start: `[emerg] no servers are inside upstream`");
        const Span end = scope.head.node().close;
        if (!end.is_empty()) found.label(end, "nginx names this line, where the block ends");
    }
}

extern constexpr Rule ngx094_upstream_without_servers{
    .summary = "an upstream without a server",
    .why =
        "nginx refuses the whole configuration: `[emerg] no servers are inside upstream in "
        "site.conf:3`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/ngx_http_upstream.c "
        "http://nginx.org/en/docs/http/ngx_http_upstream_module.html",
    .bad = R"(upstream web {
    # server 127.0.0.1:8000;
    keepalive 8;
}
)",
    .good = R"(upstream web {
    server 127.0.0.1:8000;
    keepalive 8;
}
)",
    .check = find_empty_upstreams,
};

}  // namespace stackc::rules
