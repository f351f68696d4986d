#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_https_port(const Endpoint& endpoint) {
    const TcpEndpoint* tcp = as_tcp(endpoint);
    return tcp != nullptr && (tcp->port == 443 || tcp->port == 8443);
}

/// nginx 1.22.1 ngx_http_add_addresses: one `ssl` makes the address TLS for every server on it.
static std::set<std::pair<ScopeId, Endpoint>> tls_addresses(const Graph& graph) {
    std::set<std::pair<ScopeId, Endpoint>> found;
    for (const Site& site : graph.sites) {
        const std::optional<ScopeId> http =
            site.scope ? enclosing_id(graph, *site.scope, "http") : std::nullopt;
        if (!http) continue;
        for (const SiteListen& listen : site.listens) {
            if (listen.is_tls && listen.endpoint.is_known()) found.emplace(*http, *listen.endpoint);
        }
    }
    return found;
}

static void check_site(const Graph& graph, const Site& site,
                       const std::set<std::pair<ScopeId, Endpoint>>& tls, Reporter& report) {
    const std::optional<ScopeId> http = enclosing_id(graph, *site.scope, "http");
    const Directive* switch_on = graph.effective(*site.scope, "ssl");
    if (!http || !graph.at(*site.scope).is_fully_read ||
        (switch_on != nullptr && switch_on->arg(0) != "off"))
        return;
    const Directive* certificate = stated(graph.at(*site.scope), "ssl_certificate");
    for (const SiteListen& listen : site.listens) {
        if (listen.is_tls || listen.is_stream || !listen.endpoint.is_known() ||
            !is_https_port(*listen.endpoint))
            continue;
        if (tls.contains({*http, *listen.endpoint})) continue;
        const bool is_8443 = as_tcp(*listen.endpoint)->port == 8443;
        if (is_8443 && certificate == nullptr) continue;
        auto found =
            report.at(listen.span, fmt::format("`listen {}` speaks plain HTTP: it has no `ssl`",
                                               quoted(to_text(*listen.endpoint))));
        found.note("browsers show `ERR_SSL_PROTOCOL_ERROR` or `SSL_ERROR_RX_RECORD_TOO_LONG`");
        if (certificate == nullptr) {
            // nginx refuses `ssl` on an address without a certificate: no fix can add it alone.
            found.uncertain();
            continue;
        }
        found.label(certificate->span(), "the certificate is never used");
        found.fix("add `ssl`", Safety::unsafe,
                  {{{listen.span.file, listen.span.end, listen.span.end}, " ssl"}});
    }
}

static void find_plain_https_ports(const Graph& graph, Reporter& report) {
    const auto tls = tls_addresses(graph);
    for (const Site& site : graph.sites) {
        if (site.scope) check_site(graph, site, tls, report);
    }
}

extern constexpr Rule ngx069_https_port_without_ssl{
    .summary = "the port of HTTPS without `ssl`",
    .why =
        "nginx answers TLS with plain HTTP: `ERR_SSL_PROTOCOL_ERROR` in the browser, and a 400 "
        "with rubbish "
        "(`\"\\x16\\x03\\x01…\"`) in the access log.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/configuring_https_servers.html",
    .bad = R"(server {
    listen 443;
    server_name a.example;
    ssl_certificate /etc/ssl/a.pem;
    ssl_certificate_key /etc/ssl/a.key;
}
)",
    .good = R"(server {
    listen 443 ssl;
    server_name a.example;
    ssl_certificate /etc/ssl/a.pem;
    ssl_certificate_key /etc/ssl/a.key;
}
)",
    .check = find_plain_https_ports,
};

}  // namespace stackc::rules
