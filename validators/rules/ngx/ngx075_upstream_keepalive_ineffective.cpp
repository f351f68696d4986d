#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// Whether connections to the upstream are closed after each request.
static bool closes_connections(const Graph& graph, ScopeId scope) {
    const Directive* version = graph.effective(scope, "proxy_http_version");
    if (version == nullptr || version->arg(0) == "1.0") return true;
    const std::vector<Setting> headers = settings_in_force(graph, scope, "proxy_set_header");
    const Setting* connection = find_setting(headers, "Connection");
    return connection == nullptr || equals_ignoring_case(connection->value, "close");
}

static void find_idle_pools(const Graph& graph, Reporter& report) {
    std::map<std::pair<ScopeId, std::string_view>, const Directive*> pools;
    for (const DirectiveUse& use : uses_of(graph, "keepalive")) {
        const Scope& upstream = graph.at(use.scope);
        if (upstream.kind == "upstream" && upstream.parent && use.directive.arg(0) != "0") {
            pools.emplace(std::pair(*upstream.parent, upstream.head.arg(0)),
                          &*stated(upstream, "keepalive"));
        }
    }
    if (pools.empty()) return;
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        const std::optional<ScopeId> http = enclosing_id(graph, use.scope, "http");
        const std::optional<ProxyUrl> url = parse_proxy_url(use.directive.arg(0));
        if (!http || !url || surroundings_of(graph, use.scope) == Surroundings::unknown) continue;
        const auto pool = pools.find({*http, url->authority});
        if (pool == pools.end() || !closes_connections(graph, use.scope)) continue;
        auto found = report.at(
            use.directive.span(),
            fmt::format(
                "the `keepalive` of `{}` is never used: connections are closed after each request",
                quoted(url->authority)));
        found.label(pool->second->span(), "keeps nothing")
            .note(
                "nginx speaks HTTP/1.0 with `Connection: close` to it; many sockets stay in "
                "TIME_WAIT")
            .note("add `proxy_http_version 1.1;` and `proxy_set_header Connection \"\";`");
        if (surroundings_of(graph, use.scope) == Surroundings::http_unknown) found.uncertain();
    }
}

extern constexpr Rule ngx075_upstream_keepalive_ineffective{
    .summary = "an upstream's keepalive that is never used",
    .why =
        "Before 1.29.7 nginx speaks HTTP/1.0 with `Connection: close` to upstreams: the pool stays "
        "empty and every "
        "request opens a connection.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive",
    .bad = R"(upstream web { server 127.0.0.1:8000; keepalive 16; }
server {
    listen 80;
    location / { proxy_pass http://web; }
}
)",
    .good = R"(upstream web { server 127.0.0.1:8000; keepalive 16; }
server {
    listen 80;
    location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://web; }
}
)",
    .check = find_idle_pools,
};

}  // namespace stackc::rules
