#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static bool speaks_http2(const Graph& graph, ScopeId scope) {
    const Directive* on = graph.effective(scope, "http2");
    if (on != nullptr && on->arg(0) == "on") return true;
    for (const Site& site : graph.sites) {
        if (site.scope != scope) continue;
        for (const SiteListen& listen : site.listens)
            if (listen.is_http2) return true;
    }
    return false;
}

static bool turns_requests_away(const Graph& graph, const Scope& server) {
    if (stated(server, "return") != nullptr) return true;
    return std::any_of(server.children.begin(), server.children.end(),
                       [&](ScopeId child) { return stated(graph.at(child), "return") != nullptr; });
}

static void find_reused_connections(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "ssl_reject_handshake")) {
        const Scope& server = graph.at(use.scope);
        if (use.directive.arg(0) != "on" || server.kind != "server" || !server.is_fully_read)
            continue;
        if (!speaks_http2(graph, use.scope) || turns_requests_away(graph, server)) continue;
        report
            .at(use.directive.span(),
                "refuses handshakes, but not requests on a connection that another site opened")
            .note(
                "an HTTP/2 connection is used for any host its certificate names; such a request "
                "is answered from this server's root")
            .fix("answer it with 421, which makes the client open a connection of its own",
                 Safety::unsafe, {insert_before(use.directive, "location / { return 421; }")});
    }
}

extern constexpr Rule ngx066_http2_misdirected{
    .summary = "a default server that turns away handshakes but not requests",
    .why =
        "Clients send requests for several hosts over one HTTP/2 connection. "
        "`ssl_reject_handshake` stops new "
        "connections only; a request for an unknown host on an open one gets nginx's stock page.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_reject_handshake "
        "https://gixy.io/plugins/http2_misdirected_request/",
    .bad = R"(server {
    listen 443 ssl http2 default_server;
    ssl_reject_handshake on;
}
)",
    .good = R"(server {
    listen 443 ssl http2 default_server;
    ssl_reject_handshake on;
    location / { return 421; }
}
)",
    .check = find_reused_connections,
};

}  // namespace stackc::rules
