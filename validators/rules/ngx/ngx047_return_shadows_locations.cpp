#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The first location that only a request from outside can reach; nginx comes to a named one
/// through `error_page` even after a `return`.
static const Scope* first_unreachable(const Graph& graph, const Scope& server) {
    for (const ScopeId child : server.children) {
        const std::optional<RouteMatch> match = match_of(graph.at(child));
        if (match && match->kind != MatchKind::named) return &graph.at(child);
    }
    return nullptr;
}

static void find_shadowed_locations(const Graph& graph, Reporter& report) {
    TemplateStatements templates;
    for (const Scope& server : graph.scopes) {
        if (server.kind != "server" || server.head.document == nullptr) continue;
        const Directive* answer = stated(server, "return");
        if (answer == nullptr || templates.are_in(*answer->document)) continue;
        const Scope* location = first_unreachable(graph, server);
        if (location == nullptr) continue;
        report.at(answer->span(), "`return` in the server answers before any of its locations")
            .label(location->head.span(), "never reached")
            .note(
                "every URL gets this answer, also `/.well-known/acme-challenge/` and static files")
            .note("put the `return` into `location / { … }`");
    }
}

extern constexpr Rule ngx047_return_shadows_locations{
    .summary = "a return in the server in front of its locations",
    .why =
        "nginx runs a server's `return` before it looks for a location: the locations are dead "
        "text, and a certificate "
        "that is renewed through `/.well-known/` runs out.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_rewrite_module.html "
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/tutorials/"
        "config_pitfalls.rst",
    .bad = R"(server {
    listen 80;
    return 301 https://$host$request_uri;
    location /.well-known/acme-challenge/ { root /var/www/certbot; }
}
)",
    .good = R"(server {
    listen 80;
    location / { return 301 https://$host$request_uri; }
    location /.well-known/acme-challenge/ { root /var/www/certbot; }
}
)",
    .check = find_shadowed_locations,
};

}  // namespace stackc::rules
