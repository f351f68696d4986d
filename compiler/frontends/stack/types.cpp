// The types of the table of statements: what each takes and why it refuses a text.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/stack/schema.h"
#include "compiler/frontends/stack/values.h"

namespace stackc::stack {

using Problem = std::optional<std::string>;

static bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

static Problem name_problem(std::string_view text, bool) {
    if (is_name(text)) return std::nullopt;
    return "a name starts with a letter or `_` and goes on with letters, digits, `_` and `-`";
}

static Problem port_problem(std::string_view text, bool) {
    if (parse_port(text)) return std::nullopt;
    const std::optional<std::uint64_t> number = parse_number(text);
    if (!number) return "it is not a number";
    return *number == 0 ? "0 is no port" : "the highest port is 65535";
}

static Problem address_problem(std::string_view text, bool) {
    if (text.find('/') != std::string_view::npos) return "a path is written `unix PATH`";
    const std::size_t colon = text.rfind(':');
    const std::string_view port = colon == std::string_view::npos ? text : text.substr(colon + 1);
    if (is_ip(text)) return "the port is missing";
    const bool is_bare = colon == std::string_view::npos && parse_number(port);
    if (is_bare) return port_problem(port, false);
    if (const Problem problem = port_problem(port, false))
        return fmt::format("`{}` is no port: {}", quoted(port), *problem);
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view host = text.substr(0, colon);
    const bool is_bare_v6 = host.find(':') != std::string_view::npos && !host.starts_with('[');
    if (is_bare_v6) return "an IPv6 address stands in brackets: `[::1]:80`";
    if (host == "*" || is_ip(host) || host == "localhost") return std::nullopt;
    return fmt::format("`{}` is no IP address", quoted(host));
}

static Problem ip_problem(std::string_view text, bool) {
    if (is_ip(text)) return std::nullopt;
    return "it is no IPv4 or IPv6 address";
}

static Problem cidr_problem(std::string_view text, bool) {
    if (is_cidr(text)) return std::nullopt;
    return "it is no address and no network such as 10.0.0.0/8";
}

static Problem path_problem(std::string_view text, bool) {
    if (text.empty()) return "it is empty";
    if (has_control(text)) return "it holds a control character";
    if (!text.starts_with('/')) return "it is relative; paths are absolute here";
    int depth = 0;
    for (const std::string_view part : split(text, '/')) {
        if (part == "..")
            --depth;
        else if (!part.empty() && part != ".")
            ++depth;
        if (depth < 0) return "`..` leads above the root";
    }
    return std::nullopt;
}

static Problem url_path_problem(std::string_view text, bool) {
    if (!text.starts_with('/')) return "a URL's path starts with `/`";
    if (has_control(text) || text.find(' ') != std::string_view::npos)
        return "it holds a blank or a control character";
    return std::nullopt;
}

static Problem file_problem(std::string_view text, bool) {
    if (text.empty()) return "it is empty";
    if (has_control(text)) return "it holds a control character";
    return std::nullopt;
}

static Problem mode_problem(std::string_view text, bool) {
    if (parse_mode(text)) return std::nullopt;
    if (!parse_number(text)) return "it is not a number";
    if (text.find_first_of("89") != std::string_view::npos) return "octal digits go from 0 to 7";
    return "a mode has three or four octal digits";
}

static Problem duration_problem(std::string_view text, bool) {
    if (parse_duration(text)) return std::nullopt;
    if (parse_number(text))
        return fmt::format("the unit is missing: `{}s` is meant where seconds are", quoted(text));
    if (text.find_first_not_of("0123456789mshdwy") == std::string_view::npos &&
        text.find_first_of("0123456789") == 0)
        return "it is too long, or no single unit of ms, s, m, h, d, w, y";
    return "a duration is a number and one of the units ms, s, m, h, d, w, y";
}

static Problem size_problem(std::string_view text, bool) {
    if (parse_size(text)) return std::nullopt;
    if (!text.empty() && text.find_first_not_of("0123456789kKmMgG") == std::string_view::npos)
        return "it is too large";
    return "a size is a number of bytes, or one with k, m or g (of 1024)";
}

static Problem number_problem(std::string_view text, bool) {
    const std::optional<std::uint64_t> number = parse_number(text);
    if (!number) return "it is not a number";
    if (*number > INT32_MAX) return "it is too large";
    return std::nullopt;
}

static Problem count_problem(std::string_view text, bool is_quoted) {
    if (const Problem problem = number_problem(text, is_quoted)) return problem;
    if (*parse_number(text) == 0) return "it must be at least 1";
    if (*parse_number(text) > 4096) return "more than 4096 is surely not meant";
    return std::nullopt;
}

static Problem host_problem(std::string_view text, bool) {
    if (text == "_" || is_ip(text) || to_ascii_host(text)) return std::nullopt;
    if (text.size() > 253) return "it has more than 253 characters";
    if (text.find("..") != std::string_view::npos || text.starts_with('.') || text.ends_with('.'))
        return "it has an empty label";
    if (text.find("://") != std::string_view::npos || text.find('/') != std::string_view::npos)
        return "it is a URL; only the name is meant";
    if (text.find(':') != std::string_view::npos) return "a port does not belong to a name";
    if (text.find('_') != std::string_view::npos)
        return "`_` cannot be part of a host name (RFC 1123)";
    return "labels are letters, digits and inner hyphens, at most 63 characters (RFC 1123)";
}

static Problem allowed_host_problem(std::string_view text, bool is_quoted) {
    if (text == "*") return std::nullopt;
    if (text.starts_with('.')) text.remove_prefix(1);
    return host_problem(text, is_quoted);
}

static bool is_dotted(std::string_view text) {
    for (const std::string_view part : split(text, '.')) {
        if (!is_name(part) || part.find('-') != std::string_view::npos) return false;
    }
    return true;
}

static Problem dotted_problem(std::string_view text, bool) {
    if (is_dotted(text)) return std::nullopt;
    if (text.ends_with(".py")) return "a module is meant, not a file: no `.py`, dots for slashes";
    return "a dotted name of Python identifiers is meant";
}

static Problem module_problem(std::string_view text, bool is_quoted) {
    const std::size_t colon = text.find(':');
    if (const Problem problem = dotted_problem(text.substr(0, colon), is_quoted)) return problem;
    if (colon == std::string_view::npos || is_dotted(text.substr(colon + 1))) return std::nullopt;
    return "after `:` stands the name of the callable";
}

static Problem version_problem(std::string_view text, bool) {
    const bool is_version =
        !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
    if (is_version && text.front() != '.' && text.back() != '.') return std::nullopt;
    return "a version such as 3.11 is meant";
}

static Problem url_problem(std::string_view text, bool) {
    if (parse_url(text)) return std::nullopt;
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return "`scheme://` is missing";
    if (protocol_of(to_lower(text.substr(0, colon))) == Protocol::unknown)
        return fmt::format("`{}` is no scheme that is known", quoted(text.substr(0, colon)));
    return "after the scheme stands host[:port][/path]";
}

static Problem code_problem(std::string_view text, bool) {
    const std::optional<std::uint64_t> code = parse_number(text);
    if (code && *code >= 100 && *code <= 599 && text.size() == 3) return std::nullopt;
    return "a status code from 100 to 599 is meant";
}

static Problem rate_problem(std::string_view text, bool) {
    const std::size_t slash = text.find("r/");
    const bool has_unit = text.ends_with("r/s") || text.ends_with("r/m");
    const std::optional<std::uint64_t> count =
        has_unit ? parse_number(text.substr(0, slash)) : std::nullopt;
    if (count && *count > 0 && *count <= INT32_MAX / 1000) return std::nullopt;
    return "a rate such as 10r/s or 30r/m is meant";
}

static Problem header_problem(std::string_view text, bool) {
    // RFC 9110: a field name is a token.
    const auto is_token = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    };
    if (!text.empty() && std::all_of(text.begin(), text.end(), is_token)) return std::nullopt;
    return "the name of a header is letters, digits and hyphens, without `:`";
}

static Problem line_problem(std::string_view text, bool) {
    if (has_control(text)) return "it holds a line break or another control character";
    return std::nullopt;
}

static Problem command_problem(std::string_view text, bool is_quoted) {
    if (!is_quoted) return "a command stands in quotes";
    if (trim(text).empty()) return "it is empty";
    if (has_control(text)) return "it holds a control character";
    return std::nullopt;
}

static Problem entry_problem(std::string_view text, bool) {
    if (parse_entry(text)) return std::nullopt;
    return "an app's entry point is written APP.wsgi or APP.asgi";
}

static Problem match_problem(std::string_view text, bool) {
    if (text.empty()) return "it is empty";
    if (has_control(text)) return "it holds a control character";
    return std::nullopt;
}

static Problem tls_problem(std::string_view text, bool) {
    for (const std::string_view known : {"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}) {
        if (text == known) return std::nullopt;
    }
    return "the protocols are TLSv1.2 and TLSv1.3 (and TLSv1, TLSv1.1, which are broken)";
}

// clang-format off
static constexpr Type table[] = {
    {"NAME", "STK004", "a name", "letters, digits, `_` and `-`, not starting with a digit or `-`", name_problem},
    {"TEXT", "STK009", "a text", "a word or a string", line_problem},
    {"FILE", "STK012", "the path of a file", "absolute, or relative to the folder of the description", file_problem},
    {"PATH", "STK012", "an absolute path", "`/srv/shop`", path_problem},
    {"URL_PATH", "STK012", "the path of a URL", "`/static/`", url_path_problem},
    {"MATCH", "STK012", "a prefix, a path or a regular expression", "`/api/`; after `~` a regular expression (PCRE), best in quotes", match_problem},
    {"PORT", "STK010", "a port", "1 to 65535", port_problem},
    {"ADDRESS", "STK011", "an address", "`8000`, `127.0.0.1:8000`, `*:8000`, `[::1]:8000`", address_problem},
    {"IP", "STK011", "an IP address", "`10.0.1.11`, `2001:db8::1`", ip_problem},
    {"CIDR", "STK011", "a network", "`10.0.0.0/8`, `203.0.113.7`", cidr_problem},
    {"MODE", "STK013", "a mode", "`0660`: three or four octal digits", mode_problem},
    {"DURATION", "STK014", "a duration", "`500ms 30s 5m 1h 30d 1w 1y`", duration_problem},
    {"SIZE", "STK015", "a size", "`512k 20m 1g` (of 1024), or bytes", size_problem},
    {"HOSTNAME", "STK016", "a host name", "`www.example.com`, `*.example.com`; other scripts are carried as A-labels (IDNA 2008)", host_problem},
    {"ALLOWED_HOST", "STK016", "a host name", "as Django's ALLOWED_HOSTS takes it: `example.com`, `.example.com`, `*`", allowed_host_problem},
    {"NUMBER", "STK017", "a number", "a decimal number", number_problem},
    {"COUNT", "STK017", "a number", "1 to 4096", count_problem},
    {"CODE", "STK017", "a status code", "`301`", code_problem},
    {"VERSION", "STK017", "a version", "`3.11`", version_problem},
    {"RATE", "STK017", "a rate", "`10r/s`, `30r/m`", rate_problem},
    {"URL", "STK018", "a URL", "`https://api.example.com`, `postgres://db.example.com:5432`", url_problem},
    {"MODULE", "STK019", "a module and its callable", "`config.wsgi:application`", module_problem},
    {"DOTTED", "STK019", "a dotted module name", "`config.settings`", dotted_problem},
    {"HEADER", "STK004", "the name of a header", "`X-Frame-Options`", header_problem},
    {"TLS_PROTOCOL", "STK009", "a version of TLS", "`TLSv1.2`, `TLSv1.3`", tls_problem},
    {"ENTRY", "STK009", "an app's entry point", "`shop.wsgi` or `shop.asgi`: an app of this description", entry_problem},
    {"COMMAND", "STK009", "a command in quotes", "`\"celery -A config worker\"`", command_problem},
    {"HOST", "STK021", "the name of a host", "a `host` of this description", name_problem},
    {"USER", "STK021", "the name of a user", "a `user` of this description, or one that the system has", name_problem},
    {"GROUP", "STK021", "the name of a group", "a `group` of this description, the group of a `user`, or one that the system has", name_problem},
    {"APP", "STK021", "the name of an app", "an `app` of this description", name_problem},
    {"SERVICE", "STK021", "the name of a service", "a `service` of this description", name_problem},
    {"SITE", "STK021", "the name of a site", "a `site` of this description", host_problem},
    {"TARGET", "STK021", "the name of a service or external", "a `service` or `external` of this description", name_problem},
};
// clang-format on

std::span<const Type> types() {
    return table;
}

const Type* find_type(std::string_view name) {
    const auto found = std::find_if(std::begin(table), std::end(table),
                                    [&](const Type& type) { return type.name == name; });
    return found == std::end(table) ? nullptr : &*found;
}

}  // namespace stackc::stack
