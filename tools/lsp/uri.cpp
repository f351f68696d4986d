#include "tools/lsp/uri.h"

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace stackc::lsp {

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static std::optional<std::string> unescape(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return result;
}

std::optional<Path> to_path(std::string_view uri) {
    static constexpr std::string_view scheme = "file:";
    if (!equals_ignoring_case(uri.substr(0, scheme.size()), scheme)) return std::nullopt;
    uri.remove_prefix(scheme.size());
    if (uri.starts_with("//")) {
        const std::size_t slash = uri.find('/', 2);
        if (slash == std::string_view::npos) return std::nullopt;
        const std::string_view host = uri.substr(2, slash - 2);
        if (!host.empty() && host != "localhost") return std::nullopt;
        uri.remove_prefix(slash);
    }
    uri = uri.substr(0, uri.find_first_of("?#"));
    if (!uri.starts_with('/')) return std::nullopt;
    const std::optional<std::string> text = unescape(uri);
    if (!text) return std::nullopt;
    Path path = Path(*text).lexically_normal();
    if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
    return path;
}

std::string to_uri(const Path& path) {
    std::string result = "file://";
    for (const char c : path.string()) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              std::string_view("-._~/").find(c) != std::string_view::npos;
        if (is_plain) result += c;
        else result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return result;
}

}  // namespace stackc::lsp
