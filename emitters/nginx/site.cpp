#include "emitters/nginx/site.h"

#include <algorithm>
#include <set>

#include "compiler/base/overloaded.h"
#include "emitters/nginx/words.h"

namespace stackc {

using nginx_words::word;

// Mozilla's "intermediate" set: every client of the last ten years, no known weakness.
static constexpr std::string_view modern_ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

std::string NginxFile::literal(std::string_view text, bool keeps_captures) {
    std::string result = nginx_words::literal(text, dollar(), keeps_captures);
    if (result.find("${" + dollar() + "}") != std::string::npos) needs_dollar = true;
    return result;
}

std::vector<Endpoint> endpoints_of(const SiteListen& listen) {
    std::vector<Endpoint> result;
    if (!listen.endpoint.is_known()) return result;
    result.push_back(*listen.endpoint);
    const TcpEndpoint* tcp = as_tcp(*listen.endpoint);
    if (listen.both_families && tcp != nullptr && tcp->host == "*") result.push_back(TcpEndpoint{"[::]", tcp->port});
    return result;
}

ListenTable listen_table(const Graph& graph) {
    ListenTable table;
    for (const Site& site : graph.sites) {
        for (const SiteListen& listen : site.listens) {
            for (const Endpoint& endpoint : endpoints_of(listen)) {
                ListenWords& words = table[endpoint];
                words.is_tls |= listen.is_tls;
                words.is_http2 |= listen.is_http2;
                words.is_proxy_protocol |= listen.is_proxy_protocol;
            }
        }
    }
    return table;
}

/// An address as `listen` takes it: a port alone means every IPv4 address.
static std::string listen_address(const Endpoint& endpoint) {
    return std::visit(Overloaded{
        [](const UnixEndpoint& unix_socket) { return word("unix:" + unix_socket.path); },
        [](const TcpEndpoint& tcp) { return tcp.host == "*" ? fmt::format("{}", tcp.port) : word(fmt::format("{}:{}", tcp.host, tcp.port)); },
        [](const FdEndpoint& fd) { return fmt::format("fd:{}", fd.fd); },
    }, endpoint);
}

/// nginx 1.25.1 made http2 a directive of its own and warns about the word.
static bool says_http2_apart(const NginxFile& file) { return has_nginx(file.input.graph, 25, 1); }

void print_listen(NginxFile& file, NginxPrinter& printer, const Endpoint& endpoint, const ListenWords& words, bool is_default) {
    std::string text = listen_address(endpoint);
    if (words.is_tls) text += " ssl";
    if (words.is_http2 && !says_http2_apart(file)) text += " http2";
    if (words.is_proxy_protocol) text += " proxy_protocol";
    if (is_default) text += " default_server";
    printer.line("listen {}", text);
}

/// Prints the listens of one kind; true when one of them speaks TLS.
static bool print_listens(NginxFile& file, NginxPrinter& printer, const Site& site, const ListenTable& table, bool are_redirects) {
    bool has_tls = false, has_http2 = false;
    std::set<Endpoint> seen;
    for (const SiteListen& listen : site.listens) {
        if (listen.is_redirect_https != are_redirects) continue;
        for (const Endpoint& endpoint : endpoints_of(listen)) {
            if (!seen.insert(endpoint).second) continue;
            const ListenWords& words = table.at(endpoint);
            has_tls |= words.is_tls;
            has_http2 |= words.is_http2;
            print_listen(file, printer, endpoint, words, site.is_default);
        }
    }
    if (has_http2 && says_http2_apart(file)) printer.line("http2 on");
    return has_tls;
}

static void print_names(NginxPrinter& printer, const Site& site) {
    std::string names;
    for (const Value<std::string>& name : site.names) {
        if (name.is_known()) names += (names.empty() ? "" : " ") + word(*name);
    }
    printer.line("server_name {}", names.empty() ? "_" : names);
}

static void print_tls(NginxFile& file, NginxPrinter& printer, const Site& site) {
    if (!site.tls || !site.tls->certificate.is_known() || !site.tls->key.is_known()) {
        file.out.problem(site.span, "the site listens with `tls` but names no certificate and key");
        return;
    }
    printer.blank();
    printer.line("ssl_certificate {}", word(*site.tls->certificate));
    printer.line("ssl_certificate_key {}", word(*site.tls->key));
    std::string protocols;
    for (const std::string& protocol : site.tls->protocols) protocols += (protocols.empty() ? "" : " ") + word(protocol);
    printer.line("ssl_protocols {}", protocols.empty() ? "TLSv1.2 TLSv1.3" : protocols);
    printer.line("ssl_ciphers {}", modern_ciphers);
    printer.line("ssl_prefer_server_ciphers off");
    printer.line("ssl_session_cache shared:{}-tls:10m", file.prefix);
    printer.line("ssl_session_timeout 1d");
    printer.line("ssl_session_tickets off");
}

std::vector<HeaderLine> headers_with(const Site& site, const std::vector<HeaderLine>& own) {
    std::vector<HeaderLine> result;
    if (site.tls && site.tls->hsts.is_known()) {
        const std::string age = fmt::format("max-age={}", site.tls->hsts->ms / 1000);
        result.push_back({"Strict-Transport-Security", age, site.tls->hsts.span_or(site.tls->span)});
    }
    // A level may give a name twice on purpose (Link, Vary): only an inner level replaces.
    for (const std::vector<HeaderLine>* level : {&site.headers, &own}) {
        for (const HeaderLine& line : *level) {
            std::erase_if(result, [&](const HeaderLine& outer) {
                const bool is_same_level = std::any_of(level->begin(), level->end(), [&](const HeaderLine& mine) { return mine.span == outer.span; });
                return !is_same_level && equals_ignoring_case(outer.name, line.name);
            });
            result.push_back(line);
        }
    }
    return result;
}

void print_headers(NginxFile& file, NginxPrinter& printer, const std::vector<HeaderLine>& headers) {
    for (const HeaderLine& line : headers) printer.line("add_header {} {} always", word(line.name), file.literal(line.value));
}

bool is_behind_balancer(const Graph& graph, const Site& site) {
    return std::any_of(graph.balancers.begin(), graph.balancers.end(), [&](const Balancer& balancer) {
        const bool has_tls = std::any_of(balancer.listens.begin(), balancer.listens.end(), [](const SiteListen& listen) { return listen.is_tls; });
        const bool is_ours = balancer.to.is_known() && std::any_of(site.names.begin(), site.names.end(), [&](const auto& name) {
            return name.is_known() && *name == *balancer.to;
        });
        return has_tls && is_ours;
    });
}

/// The largest header buffer that a service of the site is ready for.
static std::optional<Size> header_buffer(const Graph& graph, const Site& site) {
    std::optional<Size> most;
    for (const RouteId id : site.routes) {
        const auto* forward = std::get_if<ForwardAction>(&graph.at(id).action);
        if (forward == nullptr || !graph.at(forward->connection).service.is_known()) continue;
        const Value<Size>& size = graph.at(*graph.at(forward->connection).service).header_buffer;
        if (size.is_known() && (!most || *size > *most)) most = *size;
    }
    return most;
}

static void print_redirect(NginxFile& file, NginxPrinter& printer, const Site& site, const ListenTable& table) {
    const TcpEndpoint* target = nullptr;
    bool has_redirect = false;
    for (const SiteListen& listen : site.listens) {
        has_redirect |= listen.is_redirect_https;
        if (listen.is_tls && listen.endpoint.is_known() && target == nullptr) target = as_tcp(*listen.endpoint);
    }
    if (!has_redirect) return;
    printer.blank();
    printer.open("server");
    print_listens(file, printer, site, table, true);
    print_names(printer, site);
    const std::string port = target == nullptr || target->port == 443 ? "" : fmt::format(":{}", target->port);
    printer.line("server_tokens off");
    printer.line("return 301 https://$host{}$request_uri", port);
    printer.close();
}

static void print_logs(NginxFile& file, NginxPrinter& printer, const Site& site) {
    if (site.access_log.is_known()) printer.line("access_log {}", *site.access_log == "off" ? "off" : file.literal(*site.access_log));
    if (site.error_log.is_known()) printer.line("error_log {}", word(*site.error_log));
}

void print_site(NginxFile& file, NginxPrinter& printer, const Site& site, const ListenTable& table) {
    print_redirect(file, printer, site, table);
    const bool has_own = std::any_of(site.listens.begin(), site.listens.end(), [](const SiteListen& listen) { return !listen.is_redirect_https; });
    if (!has_own) return;
    printer.blank();
    printer.open("server");
    const bool has_tls = print_listens(file, printer, site, table, false);
    print_names(printer, site);
    if (has_tls) print_tls(file, printer, site);
    printer.blank();
    printer.line("server_tokens off");
    print_logs(file, printer, site);
    if (site.max_body.is_known()) printer.line("client_max_body_size {}", to_text(*site.max_body));
    const std::optional<Size> buffer = header_buffer(file.input.graph, site);
    if (buffer && buffer->bytes != 8192) printer.line("large_client_header_buffers 4 {}", to_text(*buffer));
    print_headers(file, printer, headers_with(site, {}));
    for (const RawText& raw : site.raw) {
        if (raw.dialect == "nginx") printer.raw(raw.text);
    }
    for (const RouteId id : site.routes) print_location(file, printer, site, file.input.graph.at(id));
    printer.close();
}

/// A certificate for the handshake with unknown names, where nginx cannot refuse it yet.
static void print_borrowed_certificate(NginxFile& file, NginxPrinter& printer) {
    for (const Site& site : file.input.graph.sites) {
        if (!site.tls || !site.tls->certificate.is_known()) continue;
        printer.line("ssl_certificate {}", word(*site.tls->certificate));
        printer.line("ssl_certificate_key {}", word(site.tls->key.value_or("")));
        return;
    }
}

void print_catch_all(NginxFile& file, NginxPrinter& printer, const ListenTable& table) {
    std::set<Endpoint> taken;
    for (const Site& site : file.input.graph.sites) {
        if (!site.is_default) continue;
        for (const SiteListen& listen : site.listens) {
            for (const Endpoint& endpoint : endpoints_of(listen)) taken.insert(endpoint);
        }
    }
    if (taken.size() == table.size()) return;
    printer.blank();
    printer.comment("Names that no site has: no answer, and no handshake that would show a certificate.");
    printer.open("server");
    bool has_tls = false, has_http2 = false;
    for (const auto& [endpoint, words] : table) {
        if (taken.contains(endpoint)) continue;
        print_listen(file, printer, endpoint, words, true);
        has_tls |= words.is_tls;
        has_http2 |= words.is_http2;
    }
    if (has_http2 && says_http2_apart(file)) printer.line("http2 on");
    printer.line("server_name _");
    if (has_tls && has_nginx(file.input.graph, 19, 4)) printer.line("ssl_reject_handshake on");
    else if (has_tls) print_borrowed_certificate(file, printer);
    printer.line("server_tokens off");
    printer.line("return 444");
    printer.close();
}

}  // namespace stackc
