#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
struct TlsServer {
    const Site* site;
    const SiteListen* listen;
};
/// The servers of one TLS address, the default server first.
using TlsAddresses = std::map<std::pair<ScopeId, Endpoint>, std::vector<TlsServer>>;
}  // namespace

static TlsAddresses tls_addresses(const Graph& graph) {
    TlsAddresses found;
    for (const Site& site : graph.sites) {
        const std::optional<ScopeId> http =
            site.scope ? enclosing_id(graph, *site.scope, "http") : std::nullopt;
        if (!http) continue;
        for (const SiteListen& listen : site.listens) {
            if (!listen.endpoint.is_known()) continue;
            std::vector<TlsServer>& servers = found[{*http, *listen.endpoint}];
            servers.insert(listen.is_default ? servers.begin() : servers.end(), {&site, &listen});
        }
    }
    return found;
}

static bool rejects_handshakes(const Graph& graph, ScopeId server) {
    const Directive* reject = graph.effective(server, "ssl_reject_handshake");
    return reject != nullptr && reject->arg(0) != "off";
}

/// nginx 1.22.1 ngx_http_ssl_init: a default server with a certificate speaks for all, one that
/// rejects handshakes leaves it to each of the others, any other is an error.
static const TlsServer* first_without_certificate(const Graph& graph,
                                                  const std::vector<TlsServer>& servers) {
    const auto has_certificate = [&](const TlsServer& server) {
        return !settings_in_force(graph, *server.site->scope, "ssl_certificate").empty();
    };
    if (has_certificate(servers.front())) return nullptr;
    for (const TlsServer& server : servers) {
        if (!has_certificate(server) && !rejects_handshakes(graph, *server.site->scope))
            return &server;
    }
    return nullptr;
}

static void find_servers_without(const Graph& graph, Reporter& report) {
    for (const auto& [address, servers] : tls_addresses(graph)) {
        bool is_tls = false;
        Surroundings known = Surroundings::known;
        for (const TlsServer& server : servers) {
            is_tls |= server.listen->is_tls;
            known = std::max(known, surroundings_of(graph, *server.site->scope));
        }
        if (!is_tls || known == Surroundings::unknown) continue;
        const TlsServer* server = first_without_certificate(graph, servers);
        if (server == nullptr) continue;
        auto found = report.at(server->listen->span,
                               fmt::format("`listen {} ssl` without an `ssl_certificate`",
                                           quoted(to_text(address.second))));
        found.note(
            "nginx does not start: `[emerg] no \"ssl_certificate\" is defined for the \"listen ... "
            "ssl\" directive`");
        // nginx.conf may name one for all servers.
        if (known == Surroundings::http_unknown) found.uncertain();
    }
}

/// Which certificate of its block it is, from 1.
static std::size_t ordinal_of(const Graph& graph, const DirectiveUse& use) {
    std::size_t ordinal = 0;
    for (const Directive& each : graph.at(use.scope).directives) {
        if (each.name() == use.directive.name()) ++ordinal;
        if (each.span() == use.directive.span()) break;
    }
    return ordinal;
}

/// nginx 1.22.1 ngx_http_ssl_merge_srv_conf: a certificate wants its key, TLS or not.
static void find_missing_keys(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "ssl_certificate")) {
        const Surroundings known = surroundings_of(graph, use.scope);
        const bool is_server =
            graph.at(use.scope).kind == "server" && enclosing_id(graph, use.scope, "http");
        if (!is_server || known == Surroundings::unknown || use.directive.args().empty()) continue;
        const auto keys = settings_in_force(graph, use.scope, "ssl_certificate_key");
        if (ordinal_of(graph, use) <= keys.size()) continue;
        const std::string name = quoted(use.directive.arg(0));
        auto found =
            report.at(use.directive.span(),
                      fmt::format("the certificate `{}` has no `ssl_certificate_key`", name));
        found.note(
            fmt::format("nginx does not start: `[emerg] no \"ssl_certificate_key\" is defined for "
                        "certificate \"{}\"`",
                        name));
        if (known == Surroundings::http_unknown && keys.empty()) found.uncertain();
    }
}

static void check_file(const Graph& graph, const DirectiveUse& use, Reporter& report) {
    if (use.directive.args().size() != 1 || is_variable(use.directive.args()[0])) return;
    const Word& file = use.directive.args()[0];
    if (!file.value.starts_with('/')) return;
    const auto state = graph.paths.find(normal_path(file.value));
    if (state == graph.paths.end() || state->second.exists) return;
    report.at(file.span, fmt::format("`{}` does not exist on this machine", quoted(file.value)))
        .note(fmt::format(
            "nginx does not start: `cannot load certificate \"{}\": BIO_new_file() failed`",
            quoted(file.value)))
        .note(
            "certbot writes it only once nginx runs: start without TLS, or with a self-signed "
            "pair");
}

static void find_missing_certificates(const Graph& graph, Reporter& report) {
    find_servers_without(graph, report);
    find_missing_keys(graph, report);
    if (!graph.target.knows_paths) return;
    for (const std::string_view directive : {"ssl_certificate", "ssl_certificate_key"}) {
        for (const DirectiveUse& use : uses_of(graph, directive)) check_file(graph, use, report);
    }
}

extern constexpr Rule ngx068_ssl_certificate_missing{
    .summary = "a TLS server without a certificate",
    .why =
        "nginx refuses the whole configuration: `[emerg] no \"ssl_certificate\" is defined for the "
        "\"listen ... ssl\" "
        "directive`, or `cannot load certificate \"/etc/letsencrypt/live/x/fullchain.pem\": "
        "BIO_new_file() failed`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/modules/ngx_http_ssl_module.c "
        "http://nginx.org/en/docs/http/configuring_https_servers.html",
    .bad = R"(server {
    listen 8443 ssl;
    server_name a.example;
}
)",
    .good = R"(server {
    listen 8443 ssl default_server;
    ssl_reject_handshake on;
}
)",
    .check = find_missing_certificates,
};

}  // namespace stackc::rules
