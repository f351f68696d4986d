#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// A name that DNS answers: with a dot, and no address. Names without one are containers' and
/// those of /etc/hosts.
static bool is_dns_name(std::string_view host) {
    return host.find('.') != std::string_view::npos && !is_address(host) &&
           !host.ends_with(".local") && !host.ends_with(".localhost") &&
           !host.ends_with(".example");
}

/// An `upstream` may be named like a host; then nobody asks DNS for it.
static bool is_upstream(const Graph& graph, std::string_view host, FileId from) {
    return std::any_of(graph.upstreams.begin(), graph.upstreams.end(),
                       [&](const Upstream& upstream) {
                           return equals_ignoring_case(upstream.name, host) &&
                                  graph.are_together(upstream.span.file, from);
                       });
}

static bool is_resolved_again(const Directive& server) {
    for (const Word& word : server.args())
        if (word.value == "resolve" || word.has_hole) return true;
    return false;
}

static void report_name(Reporter& report, Span span, std::string_view host) {
    report.at(span, fmt::format("`{}` is looked up once, when nginx starts", quoted(host)))
        .note(
            "when its address changes nginx goes on asking the old one: 502 or 504 until a reload")
        .note(
            "with a `resolver`, `set $backend …;` and `proxy_pass http://$backend` look it up "
            "again while running");
}

static void find_frozen_names(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "server")) {
        if (graph.at(use.scope).kind != "upstream" || use.directive.args().empty()) continue;
        const Word& address = use.directive.args()[0];
        const std::optional<TcpEndpoint> tcp = parse_tcp(address.value, "", 80);
        if (tcp && !address.has_hole && is_dns_name(tcp->host) && !is_resolved_again(use.directive))
            report_name(report, address.span, tcp->host);
    }
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        if (use.directive.args().empty() || is_variable(use.directive.args()[0])) continue;
        const std::optional<ProxyUrl> url = parse_proxy_url(use.directive.arg(0));
        const std::optional<TcpEndpoint> tcp =
            url ? parse_tcp(url->authority, "", 80) : std::nullopt;
        if (tcp && is_dns_name(tcp->host) &&
            !is_upstream(graph, tcp->host, use.directive.span().file))
            report_name(report, use.directive.args()[0].span, tcp->host);
    }
}

extern constexpr Rule ngx058_stale_dns{
    .summary = "the name of another machine, which nginx looks up only once",
    .why =
        "nginx resolves the names in `upstream` and in a `proxy_pass` without variables when it "
        "reads its "
        "configuration, and never again. A load balancer of a cloud moves to other addresses "
        "within days: "
        "`connect() failed (113: No route to host) while connecting to upstream`, or the answers "
        "of a stranger.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_upstream_module.html#resolve "
        "https://gixy.io/plugins/stale_dns_cache/",
    .bad = R"(server {
    listen 80;
    location / { proxy_pass http://internal-shop-1234.eu-west-1.elb.amazonaws.com; }
}
)",
    .good = R"(server {
    listen 80;
    resolver 169.254.169.253;
    location / {
        set $backend internal-shop-1234.eu-west-1.elb.amazonaws.com;
        proxy_pass http://$backend;
    }
}
)",
    .check = find_frozen_names,
};

}  // namespace stackc::rules
