#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// A public name, such as a balancer's or a bucket's; inside a network one certificate is usual.
static bool is_public_name(std::string_view authority) {
    const std::string_view host = authority.substr(0, authority.find(':'));
    const bool is_internal =
        host.ends_with(".internal") || host.ends_with(".local") || host.ends_with(".lan");
    return host.find('.') != std::string_view::npos && !is_address(host) && !is_internal &&
           !authority.starts_with('[');
}

static void find_missing_names(const Graph& graph, Reporter& report) {
    std::set<std::string_view> upstreams;
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "upstream" && scope.head.document != nullptr)
            upstreams.insert(scope.head.arg(0));
    }
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        if (use.directive.args().size() != 1 || is_variable(use.directive.args()[0])) continue;
        const std::optional<ProxyUrl> url = parse_proxy_url(use.directive.arg(0));
        if (!url || url->scheme != "https" || !is_public_name(url->authority) ||
            upstreams.contains(url->authority))
            continue;
        const Directive* flag = graph.effective(use.scope, "proxy_ssl_server_name");
        const Surroundings known = surroundings_of(graph, use.scope);
        if (flag != nullptr || known == Surroundings::unknown) continue;
        auto found = report.at(
            use.directive.args()[0].span,
            fmt::format("`{}` is not told which host is wanted: `proxy_ssl_server_name` is off",
                        quoted(url->authority)));
        found
            .note(
                "balancers, CloudFront and S3 break off: `SSL_do_handshake() failed … alert "
                "handshake failure`, a 502")
            .fix("insert `proxy_ssl_server_name on;`", Safety::safe,
                 {insert_before(use.directive, "proxy_ssl_server_name on;")});
        if (known == Surroundings::http_unknown) found.uncertain();
    }
}

extern constexpr Rule ngx077_upstream_tls_without_sni{
    .summary = "a TLS upstream that is not told the host's name",
    .why =
        "nginx sends no SNI by default. Servers with many names (ALB, CloudFront, S3, GitHub "
        "Pages) cannot choose a "
        "certificate and break off: `SSL_do_handshake() failed`, a 502.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ssl_server_name",
    .bad = R"(server {
    listen 80;
    location /assets/ { proxy_pass https://assets.shop.example/; }
}
)",
    .good = R"(server {
    listen 80;
    location /assets/ { proxy_ssl_server_name on; proxy_pass https://assets.shop.example/; }
}
)",
    .check = find_missing_names,
};

}  // namespace stackc::rules
