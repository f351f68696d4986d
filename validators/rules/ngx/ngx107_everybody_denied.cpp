#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool states_access(const Scope& scope) { return stated(scope, "allow") != nullptr || stated(scope, "deny") != nullptr; }

/// Whether some block below admits somebody, or no request gets as far as the check.
static bool admits_below(const Graph& graph, const Scope& server) {
    std::vector<const Scope*> waiting{&server};
    while (!waiting.empty()) {
        const Scope& scope = *waiting.back();
        waiting.pop_back();
        const bool has_own = &scope != &server && states_access(scope);
        if (!scope.is_fully_read || has_own || stated(scope, "return") != nullptr || stated(scope, "satisfy") != nullptr || stated(scope, "geo") != nullptr) return true;
        for (const ScopeId child : scope.children) waiting.push_back(&graph.at(child));
    }
    return false;
}

static bool hands_on(const Graph& graph, const Scope& server) {
    return std::any_of(server.children.begin(), server.children.end(), [&](ScopeId id) { return pass_in(graph.at(id)) != nullptr; });
}

static void find_closed_sites(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        const Directive* deny = scope.kind == "server" ? stated(scope, "deny") : nullptr;
        if (deny == nullptr || deny->arg(0) != "all" || stated(scope, "allow") != nullptr) continue;
        if (admits_below(graph, scope) || !hands_on(graph, scope)) continue;
        report.at(deny->span(), "`deny all` without any `allow` shuts everybody out of the site")
            .note("every request ends in 403: `access forbidden by rule` in nginx's error log");
    }
}

extern constexpr Rule ngx107_everybody_denied{
    .summary = "a site that nobody may enter",
    .why = "`deny all` in a server that hands requests to an application, with no `allow` before it and none below: every request ends in 403, "
           "`access forbidden by rule`.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1 http://nginx.org/en/docs/http/ngx_http_access_module.html",
    .bad = R"(server {
    listen 80;
    server_name shop.example.com;
    deny all;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:8000;
    }
}
)",
    .good = R"(server {
    listen 80;
    server_name shop.example.com;
    allow 192.0.2.0/24;
    deny all;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:8000;
    }
}
)",
    .check = find_closed_sites,
};

}  // namespace stackc::rules
