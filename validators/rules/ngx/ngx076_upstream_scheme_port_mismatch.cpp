#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The port that the address ends in, or nothing.
static std::optional<std::uint16_t> port_of(std::string_view address) {
    if (address.starts_with("unix:")) return std::nullopt;
    const std::optional<TcpEndpoint> tcp = parse_tcp(address, "*", std::uint16_t{0});
    if (!tcp || tcp->port == 0) return std::nullopt;
    return tcp->port;
}

/// Ports that everyone uses for the other scheme.
static bool is_of_other_scheme(std::string_view scheme, std::uint16_t port) {
    return scheme == "https" ? port == 80 : port == 443;
}

static void report_mismatch(const Word& word, std::string_view scheme, std::uint16_t port,
                            std::optional<Span> member, Reporter& report) {
    auto found = report.at(word.span, fmt::format("`{}` goes to port {} with `{}://`",
                                                  quoted(word.value), port, scheme));
    if (member) found.label(*member, "the port is said here");
    found.note(scheme == "https"
                   ? "every request gets a 502: `SSL_do_handshake() failed … wrong version number`"
                   : "the server answers `400 The plain HTTP request was sent to HTTPS port`");
}

static void find_mismatches(const Graph& graph, Reporter& report) {
    std::map<std::pair<ScopeId, std::string_view>, ScopeId> upstreams;
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "upstream" && scope.parent && scope.head.document != nullptr) {
            upstreams.emplace(std::pair(*scope.parent, scope.head.arg(0)), graph.id_of(scope));
        }
    }
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        if (use.directive.args().size() != 1 || is_variable(use.directive.args()[0])) continue;
        const Word& word = use.directive.args()[0];
        const std::optional<ProxyUrl> url = parse_proxy_url(word.value);
        const std::optional<ScopeId> http = enclosing_id(graph, use.scope, "http");
        if (!url || (url->scheme != "http" && url->scheme != "https")) continue;
        if (const auto port = port_of(url->authority);
            port && is_of_other_scheme(url->scheme, *port)) {
            report_mismatch(word, url->scheme, *port, std::nullopt, report);
        }
        const auto upstream = http ? upstreams.find({*http, url->authority}) : upstreams.end();
        if (upstream == upstreams.end()) continue;
        for (const Directive& member : graph.at(upstream->second).directives) {
            if (member.name() != "server" || member.args().empty() || is_variable(member.args()[0]))
                continue;
            const auto port = port_of(member.arg(0));
            if (!port || !is_of_other_scheme(url->scheme, *port)) continue;
            report_mismatch(word, url->scheme, *port, member.span(), report);
            break;
        }
    }
}

extern constexpr Rule ngx076_upstream_scheme_port_mismatch{
    .summary = "proxy_pass speaks another scheme than the port",
    .why =
        "Port 443 wants TLS and answers `400 The plain HTTP request was sent to HTTPS port`; port "
        "80 does not speak it: "
        "`SSL_do_handshake() failed … wrong version number` and a 502.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    .bad = R"(upstream api { server api.shop.example:443; }
server {
    listen 80;
    location / { proxy_pass http://api; }
}
)",
    .good = R"(upstream api { server api.shop.example:443; }
server {
    listen 80;
    location / { proxy_pass https://api; }
}
)",
    .check = find_mismatches,
};

}  // namespace stackc::rules
