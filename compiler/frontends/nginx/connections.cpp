#include "compiler/frontends/nginx/connections.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/values.h"

namespace stackc::nginx {

static bool is_unknowable(const Word& word) { return word.has_hole || word.value.find('$') != std::string_view::npos; }

/// The place of `part`, a piece of the word's value; the whole word where the value is not what
/// is written.
static Span span_of(const Document& document, const Word& word, std::string_view part) {
    const std::string_view written = document.text(word.span);
    const std::size_t inside = written.find(word.value);
    if (inside == std::string_view::npos) return word.span;
    const auto offset = static_cast<std::uint32_t>(inside + static_cast<std::size_t>(part.data() - word.value.data()));
    const std::uint32_t begin = word.span.begin + offset;
    return {word.span.file, begin, begin + static_cast<std::uint32_t>(part.size())};
}

// ------------------------------------------------------------------------------------ upstreams

static Value<Endpoint> endpoint_of(const Word& word, std::optional<std::uint16_t> default_port) {
    if (is_unknowable(word)) return Value<Endpoint>::unknown("it holds a variable or a placeholder", word.span);
    if (word.value.starts_with("unix:")) {
        if (const auto socket = parse_unix(word.value)) return Value<Endpoint>::known(*socket, word.span);
    } else if (const auto address = parse_tcp(word.value, "127.0.0.1", default_port)) {
        return Value<Endpoint>::known(*address, word.span);
    }
    return Value<Endpoint>::unknown("it is no address", word.span);
}

static UpstreamServer read_server(const Directive& server, bool is_stream) {
    UpstreamServer result;
    const Word& address = server.args()[0];
    result.endpoint = endpoint_of(address, is_stream ? std::nullopt : std::optional<std::uint16_t>(80));
    result.span = address.span;
    for (const Word& parameter : server.args().subspan(1)) {
        result.is_down |= parameter.value == "down";
        result.is_backup |= parameter.value == "backup";
    }
    return result;
}

static Upstream read_upstream(const Expansion& expansion, const Scope& scope, bool is_stream) {
    Upstream upstream;
    const auto args = scope.head.args();
    upstream.name = args.empty() ? "" : std::string(args[0].value);
    upstream.span = args.empty() ? scope.head.span() : args[0].span;
    upstream.process = expansion.process;
    upstream.is_fully_read = scope.is_fully_read;
    for (const Directive& directive : scope.directives) {
        if (directive.name() == "server" && !directive.args().empty()) upstream.servers.push_back(read_server(directive, is_stream));
    }
    return upstream;
}

Upstreams read_upstreams(const Expansion& expansion, GraphBuilder& builder, Reporter& report) {
    Upstreams result;
    for (std::uint32_t i = expansion.root.value; i < expansion.end.value; ++i) {
        const ScopeId id{i};
        const Scope& scope = builder.graph.at(id);
        const bool is_stream = expansion.is(id, Context::stream_upstream) && !expansion.is(id, Context::upstream);
        if (scope.kind != "upstream" || scope.head.document == nullptr || scope.head.args().empty()) continue;
        const Word& name = scope.head.args()[0];
        auto& known = is_stream ? result.stream : result.http;
        const UpstreamId upstream = builder.add(read_upstream(expansion, scope, is_stream));
        if (is_unknowable(name)) continue;
        const auto [place, is_new] = known.try_emplace(to_lower(name.value), upstream);
        const Span first = builder.graph.at(place->second).span;
        if (is_new || first == name.span) continue;
        report.at("NGX017", name.span, fmt::format("upstream `{}` is defined twice", quoted(name.value)))
            .label(first, "first defined here")
            .note(fmt::format("nginx says: duplicate upstream \"{}\"", quoted(name.value)));
    }
    return result;
}

// ---------------------------------------------------------------------------------- connections

namespace {
struct Pass {
    std::string_view directive;
    std::string_view prefix;  // of its settings: `proxy` has proxy_read_timeout
    Protocol protocol;
};
constexpr Pass passes[] = {
    {"proxy_pass", "proxy", Protocol::http},        {"uwsgi_pass", "uwsgi", Protocol::uwsgi},
    {"fastcgi_pass", "fastcgi", Protocol::fastcgi}, {"scgi_pass", "scgi", Protocol::scgi},
    {"grpc_pass", "grpc", Protocol::grpc},          {"memcached_pass", "memcached", Protocol::memcached},
};

const Pass* find_pass(std::string_view directive) {
    const auto found = std::find_if(std::begin(passes), std::end(passes), [&](const Pass& pass) { return pass.directive == directive; });
    return found == std::end(passes) ? nullptr : &*found;
}

/// `http://unix:/a.sock:/x` in its parts, which are views into the argument.
struct Address {
    std::string_view scheme;     // "http", "" where none
    std::string_view authority;  // "unix:/a.sock", "app:8000"
    std::string_view uri;        // "/x"
};

Address split_address(std::string_view text) {
    Address address;
    const std::size_t scheme = text.find("://");
    const bool is_socket = text.starts_with("unix:");  // `unix:///run/a.sock` has no scheme
    if (!is_socket && scheme != std::string_view::npos && scheme < text.find('/')) {
        address.scheme = text.substr(0, scheme);
        text.remove_prefix(scheme + 3);
    }
    if (text.starts_with("unix:")) {
        const std::size_t colon = text.find(':', 5);
        address.authority = text.substr(0, colon);
        if (colon != std::string_view::npos) address.uri = text.substr(colon + 1);
        return address;
    }
    const std::size_t end = text.find_first_of("/?");
    address.authority = text.substr(0, end);
    if (end != std::string_view::npos) address.uri = text.substr(end);
    // `http://app$request_uri`: what follows the host is a path that only the request knows.
    const std::size_t variable = address.authority.find("$request_uri");
    if (variable != std::string_view::npos && variable != 0) {
        address.uri = text.substr(variable);
        address.authority = text.substr(0, variable);
    }
    return address;
}
}  // namespace

bool is_pass(std::string_view directive) { return find_pass(directive) != nullptr; }

static Protocol protocol_of(const Pass& pass, const Address& address) {
    if (pass.protocol == Protocol::http && address.scheme == "https") return Protocol::https;
    return pass.protocol;
}

static std::optional<std::uint16_t> default_port_of(const Pass& pass, const Address& address) {
    if (address.scheme == "https" || address.scheme == "grpcs") return std::uint16_t{443};
    if (pass.protocol == Protocol::http || pass.protocol == Protocol::grpc) return std::uint16_t{80};
    return std::nullopt;
}

static void read_targets(const Expansion& expansion, const GraphBuilder& builder, const Upstreams& upstreams, ScopeId scope,
                         const Pass& pass, const Address& address, Connection& connection) {
    const Span span = connection.span;
    const std::string_view host = address.authority;
    if (host.empty() || host.find('$') != std::string_view::npos) {
        connection.targets.push_back(Value<Endpoint>::unknown("it holds a variable", span));
        return;
    }
    const bool is_stream = expansion.is(scope, Context::stream_server) && !expansion.is(scope, Context::location);
    const auto& names = is_stream ? upstreams.stream : upstreams.http;
    if (const auto found = names.find(to_lower(host)); found != names.end()) {
        connection.upstream = found->second;
        for (const UpstreamServer& server : builder.graph.at(found->second).servers) connection.targets.push_back(server.endpoint);
        return;
    }
    if (host.starts_with("unix:")) {
        if (const auto socket = parse_unix(host)) connection.targets.push_back(Value<Endpoint>::known(*socket, span));
        return;
    }
    const bool is_bare = host.find_first_of(".:") == std::string_view::npos && host != "localhost";
    const bool may_be_upstream = is_bare && (!expansion.instance->is_main || !is_chain_read(expansion, builder.graph, scope));
    const auto endpoint = parse_tcp(host, "127.0.0.1", is_stream ? std::nullopt : default_port_of(pass, address));
    if (endpoint && !may_be_upstream) connection.targets.push_back(Value<Endpoint>::known(*endpoint, span));
    else connection.targets.push_back(Value<Endpoint>::unknown(may_be_upstream ? "it may name an upstream of another file" : "it is no address", span));
}

static Value<Duration> timeout_of(const Expansion& expansion, const Graph& graph, ScopeId scope, std::string_view name, Duration fallback) {
    if (const Directive* use = graph.effective(scope, name); use != nullptr && !use->args().empty()) {
        const Word& word = use->args()[0];
        if (const auto time = parse_time(word.value, true); time && !word.has_hole) return Value<Duration>::known(*time, word.span);
        return Value<Duration>::unknown("it is no time that can be read here", word.span);
    }
    return is_chain_read(expansion, graph, scope) ? Value<Duration>::by_default(fallback) : Value<Duration>{};
}

static Value<Size> body_of(const Expansion& expansion, const Graph& graph, ScopeId scope) {
    if (const Directive* use = graph.effective(scope, "client_max_body_size"); use != nullptr && !use->args().empty()) {
        const Word& word = use->args()[0];
        if (const auto size = parse_offset(word.value); size && !word.has_hole) return Value<Size>::known(*size, word.span);
        return Value<Size>::unknown("it is no size that can be read here", word.span);
    }
    return is_chain_read(expansion, graph, scope) ? Value<Size>::by_default(Size{1u << 20u}) : Value<Size>{};
}

Connection read_connection(const Expansion& expansion, const GraphBuilder& builder, const Upstreams& upstreams, ScopeId scope,
                           const Directive& directive) {
    const Pass& pass = *find_pass(directive.name());
    Connection connection;
    connection.client = expansion.process;
    connection.directive_span = directive.span();
    const Word& word = directive.args()[0];
    const Address address = split_address(word.value);
    connection.span = span_of(*directive.document, word, address.authority.empty() ? word.value : address.authority);
    connection.uri = std::string(address.uri);
    connection.has_variables = is_unknowable(word);
    const bool is_stream = expansion.is(scope, Context::stream_server) && !expansion.is(scope, Context::location);
    connection.protocol = is_stream ? Protocol::raw : protocol_of(pass, address);
    const bool hides_address = word.has_hole && is_unknowable({connection.span, address.authority});
    if (word.has_hole && !hides_address && address.uri.empty()) {
        connection.targets.push_back(Value<Endpoint>::unknown("it holds a placeholder", connection.span));
    } else {
        read_targets(expansion, builder, upstreams, scope, pass, address, connection);
    }
    const Graph& graph = builder.graph;
    connection.read_timeout = is_stream ? timeout_of(expansion, graph, scope, "proxy_timeout", Duration{600'000})
                                        : timeout_of(expansion, graph, scope, fmt::format("{}_read_timeout", pass.prefix), Duration{60'000});
    if (!is_stream) connection.max_body = body_of(expansion, graph, scope);
    return connection;
}

}  // namespace stackc::nginx
