#include "compiler/frontends/nginx/addresses.h"

#include <arpa/inet.h>

#include <optional>
#include <string>

#include "compiler/base/text.h"

namespace stackc::nginx {

static bool is_ipv4(std::string_view text) {
    in_addr address;
    return inet_pton(AF_INET, std::string(text).c_str(), &address) == 1;
}

static bool is_ipv6(std::string_view text) {
    in6_addr address;
    return inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

static bool is_port(std::string_view text) {
    const std::optional<std::uint64_t> port = parse_number(text);
    return port && *port >= 1 && *port <= 65535;
}

/// `8000-8010` of a `listen`.
static std::string_view ports_fault(std::string_view text, AddressUse use) {
    const std::size_t dash = text.find('-');
    if (use != AddressUse::listen || dash == std::string_view::npos) return is_port(text) ? "" : "invalid port";
    if (!is_port(text.substr(0, dash)) || !is_port(text.substr(dash + 1))) return "invalid port";
    return *parse_number(text.substr(0, dash)) > *parse_number(text.substr(dash + 1)) ? "invalid port range" : "";
}

static std::string_view unix_fault(std::string_view text, AddressUse use) {
    std::string_view path = text.substr(5);
    if (use == AddressUse::url || use == AddressUse::pass) path = path.substr(0, path.find(':'));
    constexpr std::size_t most = 108;  // sizeof(sockaddr_un::sun_path)
    if (path.empty()) return "no path in the unix domain socket";
    return path.size() + 1 > most ? "too long path in the unix domain socket" : "";
}

static std::string_view ipv6_fault(std::string_view text, AddressUse use) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return "invalid host";
    std::string_view rest = text.substr(close + 1);
    const std::size_t path = rest.find_first_of("/?");
    if (path != std::string_view::npos) {
        if (use != AddressUse::url) return "invalid host";
        rest = rest.substr(0, path);
    }
    if (!rest.empty()) {
        if (rest[0] != ':') return "invalid host";
        if (const auto fault = ports_fault(rest.substr(1), use); !fault.empty()) return fault;
    } else if (use == AddressUse::stream) {
        return "no port";
    }
    if (close == 1) return "no host";
    return is_ipv6(text.substr(1, close - 1)) ? "" : "invalid IPv6 address";
}

std::string_view address_fault(std::string_view text, AddressUse use) {
    if (text.size() >= 5 && equals_ignoring_case(text.substr(0, 5), "unix:")) return unix_fault(text, use);
    if (text.starts_with('[')) return ipv6_fault(text, use);
    std::string_view host = text;
    const std::size_t path = text.find_first_of("/?");
    if (path != std::string_view::npos) {
        if (use != AddressUse::url) return "invalid host";
        host = text.substr(0, path);
    }
    const std::size_t colon = host.find(':');
    if (colon != std::string_view::npos) {
        if (const auto fault = ports_fault(host.substr(colon + 1), use); !fault.empty()) return fault;
        host = host.substr(0, colon);
    } else if (use == AddressUse::listen && path == std::string_view::npos) {
        const bool is_number = !host.empty() && host.find_first_not_of("0123456789") == std::string_view::npos;
        if (is_number) return is_port(host) ? "" : "invalid port";
        const std::size_t dash = host.find('-');
        if (dash != std::string_view::npos && parse_number(host.substr(0, dash))) return ports_fault(host, use);
    } else if (use == AddressUse::stream) {
        return "no port";
    }
    return host.empty() ? "no host" : "";
}

bool is_network(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    const bool is_four = is_ipv4(address);
    if (!is_four && !is_ipv6(address)) return false;
    if (slash == std::string_view::npos) return true;
    const std::string_view mask = text.substr(slash + 1);
    if (is_four && is_ipv4(mask)) return true;
    const std::optional<std::uint64_t> bits = parse_number(mask);
    return bits && *bits <= (is_four ? 32u : 128u);
}

}  // namespace stackc::nginx
