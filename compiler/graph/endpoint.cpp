#include "compiler/graph/endpoint.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "compiler/base/assert.h"
#include "compiler/base/overloaded.h"
#include "compiler/base/text.h"

namespace stackc {

std::string_view to_text(Protocol protocol) {
    switch (protocol) {
        case Protocol::unknown: return "unknown";
        case Protocol::http: return "http";
        case Protocol::https: return "https";
        case Protocol::http2: return "http2";
        case Protocol::grpc: return "grpc";
        case Protocol::websocket: return "websocket";
        case Protocol::uwsgi: return "uwsgi";
        case Protocol::fastcgi: return "fastcgi";
        case Protocol::scgi: return "scgi";
        case Protocol::redis: return "redis";
        case Protocol::memcached: return "memcached";
        case Protocol::tls: return "tls";
        case Protocol::raw: return "raw";
    }
    unreachable("Protocol");
}

std::string to_text(const Endpoint& endpoint) {
    return std::visit(Overloaded{
                          [](const UnixEndpoint& socket) { return socket.path; },
                          [](const TcpEndpoint& tcp) { return fmt::format("{}:{}", tcp.host, tcp.port); },
                          [](const FdEndpoint& fd) { return fmt::format("fd {}", fd.fd); },
                      },
                      endpoint);
}

const UnixEndpoint* as_unix(const Endpoint& endpoint) { return std::get_if<UnixEndpoint>(&endpoint); }
const TcpEndpoint* as_tcp(const Endpoint& endpoint) { return std::get_if<TcpEndpoint>(&endpoint); }

std::string normal_path(std::string_view path) {
    std::vector<std::string_view> kept;
    for (const std::string_view part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            if (!kept.empty()) kept.pop_back();
            continue;
        }
        kept.push_back(part);
    }
    if (kept.size() >= 2 && kept[0] == "var" && kept[1] == "run") kept.erase(kept.begin());
    if (kept.empty()) return "/";
    std::string result;
    for (const std::string_view part : kept) {
        result += '/';
        result += part;
    }
    return result;
}

std::string join_path(std::string_view base, std::string_view path) {
    if (path.starts_with('/')) return normal_path(path);
    return normal_path(fmt::format("{}/{}", base, path));
}

std::string parent_path(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return "/";
    return std::string(path.substr(0, slash));
}

std::optional<UnixEndpoint> parse_unix(std::string_view text, std::string_view base) {
    if (text.starts_with("unix://")) text.remove_prefix(7);
    else if (text.starts_with("unix:")) text.remove_prefix(5);
    else if (!text.starts_with('/') && !text.starts_with('@')) return std::nullopt;
    if (text.empty()) return std::nullopt;
    if (text.starts_with('@')) return UnixEndpoint{std::string(text)};
    return UnixEndpoint{join_path(base, text)};
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc{} || stop != end || port == 0) return std::nullopt;
    return port;
}

static bool is_ipv4(std::string_view host) {
    in_addr address{};
    return inet_pton(AF_INET, std::string(host).c_str(), &address) == 1;
}

static std::optional<std::string> normal_ipv6(std::string_view bare) {
    in6_addr address{};
    if (inet_pton(AF_INET6, std::string(bare).c_str(), &address) != 1) return std::nullopt;
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(AF_INET6, &address, text, sizeof text);
    return fmt::format("[{}]", text);
}

static bool is_host_name(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    for (const char c : host) {
        const bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                        c == '-' || c == '.' || c == '_';
        if (!ok) return false;
    }
    return true;
}

static std::optional<std::string> normal_host(std::string_view host) {
    if (host == "*" || host == "0.0.0.0") return "*";
    if (host.starts_with('[') && host.ends_with(']')) return normal_ipv6(host.substr(1, host.size() - 2));
    if (host.find(':') != std::string_view::npos) return normal_ipv6(host);
    if (is_ipv4(host)) return std::string(host);
    if (!is_host_name(host)) return std::nullopt;
    std::string name = to_lower(host);
    if (name == "localhost") return "127.0.0.1";
    return name;
}

std::optional<TcpEndpoint> parse_tcp(std::string_view text, std::string_view default_host,
                                     std::optional<std::uint16_t> default_port) {
    std::string_view host = default_host;
    std::optional<std::uint16_t> port = default_port;
    const std::size_t bracket = text.rfind(']');
    const std::size_t colon = text.rfind(':');
    const bool has_port = colon != std::string_view::npos &&
                          (bracket == std::string_view::npos || colon > bracket);
    if (has_port) {
        port = parse_port(text.substr(colon + 1));
        if (colon > 0) host = text.substr(0, colon);
    } else if (const std::optional<std::uint16_t> only = parse_port(text)) {
        port = only;
    } else if (!text.empty() && !parse_number(text)) {
        host = text;
    } else {
        return std::nullopt;
    }
    const std::optional<std::string> normal = normal_host(host);
    if (!normal || !port) return std::nullopt;
    return TcpEndpoint{*normal, *port};
}

bool is_loopback(std::string_view host) { return host.starts_with("127.") || host == "[::1]"; }
bool is_wildcard(std::string_view host) { return host == "*" || host == "[::]"; }
bool is_address(std::string_view host) { return host.starts_with('[') || host == "*" || is_ipv4(host); }

/// Whom Linux connects to at an address that means every address: the machine itself.
static std::string_view destination(std::string_view host) {
    if (!is_wildcard(host)) return host;
    return host == "*" ? "127.0.0.1" : "[::1]";
}

bool reaches(const Endpoint& target, const Endpoint& listener) {
    const TcpEndpoint* to = as_tcp(target);
    const TcpEndpoint* at = as_tcp(listener);
    if (to == nullptr || at == nullptr) return target == listener;
    if (to->port != at->port) return false;
    // `localhost` may be either loopback address, and a wildcard listener takes both.
    const std::string_view host = destination(to->host);
    return host == at->host || is_wildcard(at->host) || (host == "127.0.0.1" && at->host == "[::1]");
}

bool collides(const Endpoint& a, const Endpoint& b) {
    const TcpEndpoint* one = as_tcp(a);
    const TcpEndpoint* other = as_tcp(b);
    if (one == nullptr || other == nullptr) return a == b;
    if (one->port != other->port) return false;
    if (one->host == other->host) return true;
    const bool one_is_v6 = one->host.starts_with('[');
    const bool other_is_v6 = other->host.starts_with('[');
    if (one_is_v6 != other_is_v6) return false;
    return (is_wildcard(one->host) && is_address(other->host)) ||
           (is_wildcard(other->host) && is_address(one->host));
}

}  // namespace stackc
