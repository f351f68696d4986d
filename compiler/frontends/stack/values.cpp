#include "compiler/frontends/stack/values.h"

#include <arpa/inet.h>
#include <idn2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <utility>

#include "compiler/base/text.h"

namespace stackc::stack {

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// `text` as a number and the letters after it.
static std::optional<std::pair<std::uint64_t, std::string_view>> split_unit(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::optional<std::uint64_t> number = parse_number(text.substr(0, digits));
    if (digits == 0 || !number) return std::nullopt;
    return std::pair{*number, text.substr(digits)};
}

std::optional<Duration> parse_duration(std::string_view text) {
    static constexpr std::pair<std::string_view, std::uint64_t> units[] = {
        {"ms", 1},         {"s", 1000},        {"m", 60'000},         {"h", 3'600'000},
        {"d", 86'400'000}, {"w", 604'800'000}, {"y", 31'536'000'000},
    };
    const auto parts = split_unit(text);
    if (!parts) return std::nullopt;
    for (const auto& [unit, factor] : units) {
        if (parts->second != unit) continue;
        // nginx 1.22.1 ngx_parse.c counts milliseconds in a signed 64-bit number.
        if (parts->first > INT64_MAX / factor) return std::nullopt;
        return Duration{parts->first * factor};
    }
    return std::nullopt;
}

std::optional<Size> parse_size(std::string_view text) {
    const auto parts = split_unit(text);
    if (!parts || parts->second.size() > 1) return std::nullopt;
    std::uint64_t factor = 1;
    if (!parts->second.empty()) {
        switch (parts->second.front()) {
            case 'k':
            case 'K':
                factor = 1u << 10u;
                break;
            case 'm':
            case 'M':
                factor = 1u << 20u;
                break;
            case 'g':
            case 'G':
                factor = 1u << 30u;
                break;
            default:
                return std::nullopt;
        }
    }
    if (parts->first > INT64_MAX / factor) return std::nullopt;
    return Size{parts->first * factor};
}

std::optional<Mode> parse_mode(std::string_view text) {
    if (text.size() < 3 || text.size() > 4) return std::nullopt;
    std::uint32_t bits = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), bits, 8);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return Mode{bits};
}

static bool is_ip_of(int family, std::string_view text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return inet_pton(family, std::string(text).c_str(), address.data()) == 1;
}

bool is_ip(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return false;
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    return is_ip_of(AF_INET, text) || is_ip_of(AF_INET6, text);
}

bool is_cidr(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    if (!is_ip(address) || address.starts_with('[')) return false;
    if (slash == std::string_view::npos) return true;
    const std::optional<std::uint64_t> bits = parse_number(text.substr(slash + 1));
    return bits && *bits <= (is_ip_of(AF_INET, address) ? 32u : 128u);
}

bool is_name(std::string_view text) {
    if (text.empty() || !(is_letter(text.front()) || text.front() == '_')) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; });
}

/// RFC 1123: letters, digits and inner hyphens, at most 63 bytes.
static bool is_label(std::string_view label) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
        return false;
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

static std::optional<std::string> to_a_labels(std::string_view text) {
    if (std::all_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return to_lower(text);
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    char* out = nullptr;
    const int status =
        idn2_to_ascii_8z(std::string(text).c_str(), &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (status != IDN2_OK) return std::nullopt;
    const std::unique_ptr<char, void (*)(void*)> owner(out, idn2_free);
    return std::string(out);
}

std::optional<std::string> to_ascii_host(std::string_view text) {
    const bool is_wildcard = text.starts_with("*.");
    if (is_wildcard) text.remove_prefix(2);
    const std::optional<std::string> ascii = to_a_labels(text);
    if (!ascii || ascii->empty() || ascii->size() > 253) return std::nullopt;
    for (const std::string_view label : split(*ascii, '.')) {
        if (!is_label(label)) return std::nullopt;
    }
    return is_wildcard ? "*." + *ascii : *ascii;
}

namespace {
struct Scheme {
    std::string_view name;
    std::uint16_t port;
    Protocol protocol;
};
}  // namespace

static constexpr Scheme schemes[] = {
    {"http", 80, Protocol::http},      {"https", 443, Protocol::https},
    {"ws", 80, Protocol::http},        {"wss", 443, Protocol::https},
    {"uwsgi", 3031, Protocol::uwsgi},  {"redis", 6379, Protocol::redis},
    {"rediss", 6379, Protocol::tls},   {"memcached", 11211, Protocol::memcached},
    {"postgres", 5432, Protocol::raw}, {"postgresql", 5432, Protocol::raw},
    {"mysql", 3306, Protocol::raw},    {"mongodb", 27017, Protocol::raw},
    {"amqp", 5672, Protocol::raw},     {"amqps", 5671, Protocol::tls},
    {"smtp", 25, Protocol::raw},       {"smtps", 465, Protocol::tls},
    {"tcp", 0, Protocol::raw},         {"s3", 443, Protocol::https},
};

static const Scheme* find_scheme(std::string_view name) {
    const auto found = std::find_if(std::begin(schemes), std::end(schemes),
                                    [&](const Scheme& s) { return s.name == name; });
    return found == std::end(schemes) ? nullptr : &*found;
}

Protocol protocol_of(std::string_view scheme) {
    const Scheme* known = find_scheme(scheme);
    return known == nullptr ? Protocol::unknown : known->protocol;
}

std::optional<Url> parse_url(std::string_view text) {
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    Url url;
    url.scheme = to_lower(text.substr(0, colon));
    const Scheme* scheme = find_scheme(url.scheme);
    if (scheme == nullptr) return std::nullopt;
    text.remove_prefix(colon + 3);
    const std::size_t slash = std::min(text.find_first_of("/?#"), text.size());
    std::string_view authority = text.substr(0, slash);
    url.path = text.substr(slash);
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        url.has_password = authority.substr(0, at).find(':') != std::string_view::npos;
        authority.remove_prefix(at + 1);
    }
    const bool is_v6 = authority.starts_with('[');
    const std::size_t host_end =
        is_v6 ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (host_end == std::string_view::npos) return std::nullopt;
    const std::string_view host = authority.substr(0, host_end + (is_v6 ? 1 : 0));
    std::string_view rest = authority.substr(host.size());
    if (!rest.empty()) {
        if (!rest.starts_with(':')) return std::nullopt;
        url.port = parse_port(rest.substr(1));
        if (!url.port) return std::nullopt;
    } else if (scheme->port != 0) {
        url.port = scheme->port;
    }
    if (is_ip(host))
        url.host = host;
    else if (const auto ascii = to_ascii_host(host); ascii && !host.starts_with('*'))
        url.host = *ascii;
    else
        return std::nullopt;
    return url;
}

std::optional<Entry> parse_entry(std::string_view text) {
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || !is_name(text.substr(0, dot))) return std::nullopt;
    const std::string_view point = text.substr(dot + 1);
    if (point != "wsgi" && point != "asgi") return std::nullopt;
    return Entry{std::string(text.substr(0, dot)), point == "asgi"};
}

}  // namespace stackc::stack
