#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_guarded(const Graph& graph, ScopeId scope) {
    for (const std::string_view guard :
         {"allow", "deny", "auth_basic", "auth_request", "auth_jwt", "internal", "return"}) {
        if (graph.effective(scope, guard) != nullptr) return true;
    }
    // An `if` around may test the address or a secret.
    const Scope& location = graph.at(scope);
    return std::any_of(location.children.begin(), location.children.end(),
                       [&](ScopeId child) { return graph.at(child).kind == "if"; });
}

static bool is_reachable_from_outside(const Endpoint& endpoint) {
    const TcpEndpoint* tcp = as_tcp(endpoint);
    return tcp != nullptr && !is_loopback(tcp->host);
}

static void find_open_pages(const Graph& graph, Reporter& report) {
    std::map<ScopeId, const Site*> site_of;
    for (const Site& site : graph.sites) {
        if (site.scope) site_of.emplace(*site.scope, &site);
    }
    for (const DirectiveUse& use : uses_of(graph, "stub_status")) {
        const std::optional<ScopeId> server = enclosing_id(graph, use.scope, "server");
        const auto site = server ? site_of.find(*server) : site_of.end();
        if (site == site_of.end() || surroundings_of(graph, use.scope) == Surroundings::unknown ||
            is_guarded(graph, use.scope))
            continue;
        const auto& listens = site->second->listens;
        const bool is_open =
            std::any_of(listens.begin(), listens.end(), [](const SiteListen& listen) {
                return listen.endpoint.is_known() && is_reachable_from_outside(*listen.endpoint);
            });
        if (!is_open) continue;
        report.at(use.directive.span(), "the status page is open to everyone")
            .note("it tells how many connections the server has, and so when an attack works")
            .note("add `allow 127.0.0.1; deny all;`");
    }
}

extern constexpr Rule ngx073_status_page_exposed{
    .summary = "stub_status without a guard",
    .why = "Anyone reads the counters of the server, and sees when an attack works.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/status_page_exposed/ "
        "http://nginx.org/en/docs/http/ngx_http_stub_status_module.html",
    .bad = R"(server {
    listen 80;
    location /nginx_status { stub_status; }
}
)",
    .good = R"(server {
    listen 80;
    location /nginx_status { stub_status; allow 127.0.0.1; deny all; }
}
server {
    listen 127.0.0.1:8080;
    location /nginx_status { stub_status; }
}
)",
    .check = find_open_pages,
};

}  // namespace stackc::rules
