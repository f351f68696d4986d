#include "compiler/frontends/nginx/listens.h"

#include <algorithm>
#include <map>

namespace stackc::nginx {

static bool has_parameter(std::span<const Word> args, std::string_view name) {
    return std::any_of(args.begin(), args.end(), [&](const Word& arg) { return arg.value == name; });
}

static bool is_on(const Graph& graph, ScopeId scope, std::string_view directive) {
    const Directive* use = graph.effective(scope, directive);
    return use != nullptr && use->arg(0) == "on";
}

static Value<Endpoint> endpoint_of(const Word& word, bool is_stream) {
    if (word.has_hole || word.value.find('$') != std::string_view::npos) {
        return Value<Endpoint>::unknown("it holds a variable or a placeholder", word.span);
    }
    if (word.value.starts_with("unix:")) {
        if (const auto socket = parse_unix(word.value)) return Value<Endpoint>::known(*socket, word.span);
    } else if (const auto address = parse_tcp(word.value, "*", is_stream ? std::nullopt : std::optional<std::uint16_t>(80))) {
        return Value<Endpoint>::known(*address, word.span);
    }
    return Value<Endpoint>::unknown("it is no single address", word.span);
}

static SiteListen read_listen(const Graph& graph, ScopeId scope, const Directive& directive, bool is_stream) {
    SiteListen listen;
    const auto args = directive.args();
    listen.span = args[0].span;
    const bool is_udp = has_parameter(args, "udp") || has_parameter(args, "quic");
    listen.endpoint = is_udp ? Value<Endpoint>::unknown("a UDP socket", listen.span) : endpoint_of(args[0], is_stream);
    listen.is_default = has_parameter(args, "default_server") || has_parameter(args, "default");
    listen.is_tls = has_parameter(args, "ssl") || has_parameter(args, "quic") || is_on(graph, scope, "ssl");
    listen.is_http2 = has_parameter(args, "http2") || has_parameter(args, "spdy") || is_on(graph, scope, "http2");
    listen.is_proxy_protocol = has_parameter(args, "proxy_protocol");
    listen.is_stream = is_stream;
    return listen;
}

/// nginx listens on *:80 where a server of http names nothing (ngx_http_core_server: *:8000
/// when it is not started by root).
static SiteListen implicit_listen(const Graph& graph, ScopeId scope) {
    SiteListen listen;
    const Scope& server = graph.at(scope);
    listen.span = server.head.document == nullptr ? Span{} : server.head.span();
    listen.endpoint = Value<Endpoint>::by_default(TcpEndpoint{"*", 80});
    listen.is_tls = is_on(graph, scope, "ssl");
    listen.is_implicit = true;
    return listen;
}

std::vector<SiteListen> read_listens(const Expansion& expansion, const Graph& graph, ScopeId scope) {
    const bool is_http = expansion.is(scope, Context::server);
    std::vector<SiteListen> listens;
    for (const Directive& directive : graph.at(scope).directives) {
        if (directive.name() != "listen" || directive.args().empty()) continue;
        listens.push_back(read_listen(graph, scope, directive, !is_http));
    }
    const bool is_whole = graph.at(scope).head.document != nullptr && graph.at(scope).is_fully_read;
    if (listens.empty() && is_http && is_whole) listens.push_back(implicit_listen(graph, scope));
    return listens;
}

void add_listeners(const Expansion& expansion, std::size_t first_site, GraphBuilder& builder) {
    std::map<Endpoint, ListenerId> known;
    for (std::size_t i = first_site; i < builder.graph.sites.size(); ++i) {
        for (const SiteListen& listen : builder.graph.sites[i].listens) {
            if (!listen.endpoint.is_known() || known.contains(*listen.endpoint)) continue;
            Listener listener;
            listener.process = expansion.process;
            listener.endpoint = listen.endpoint;
            listener.protocol = listen.is_stream ? Protocol::raw : listen.is_tls ? Protocol::https : Protocol::http;
            listener.span = listen.span;
            known.emplace(*listen.endpoint, builder.add(std::move(listener)));
        }
    }
}

}  // namespace stackc::nginx
