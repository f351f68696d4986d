// Texts of the stack language to values: each function gives nothing for a text that is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/graph/graph.h"

namespace stackc::stack {

/// `30s`, `500ms`, `5m`, `1h`, `30d`, `1w`, `1y`; a unit is needed.
std::optional<Duration> parse_duration(std::string_view text);
/// `4k`, `20m`, `1g`, plain bytes.
std::optional<Size> parse_size(std::string_view text);
/// Three or four octal digits.
std::optional<Mode> parse_mode(std::string_view text);
/// `1.2.3.4` or an IPv6 address, with or without brackets.
bool is_ip(std::string_view text);
bool is_cidr(std::string_view text);
bool is_name(std::string_view text);
/// A host name as DNS carries it (A-labels, lower case); `*.` may lead.
std::optional<std::string> to_ascii_host(std::string_view text);

/// `scheme://host[:port][/path]`.
struct Url {
    std::string scheme, host, path;
    std::optional<std::uint16_t> port;  // as written, else the scheme's own
    bool has_password = false;
};
std::optional<Url> parse_url(std::string_view text);
Protocol protocol_of(std::string_view scheme);

/// `shop.wsgi`: an app and which of its entry points.
struct Entry {
    std::string app;
    bool is_asgi = false;
};
std::optional<Entry> parse_entry(std::string_view text);

}  // namespace stackc::stack
