#include "compiler/python/literals.h"

#include <charconv>
#include <cstdlib>

namespace stackc::python {

static std::string without_underscores(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c != '_') digits += c;
    }
    return digits;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    const std::string digits = without_underscores(text);
    std::string_view rest = digits;
    int base = 10;
    if (rest.size() > 2 && rest[0] == '0') {
        const char mark = static_cast<char>(rest[1] | 0x20);
        base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
        if (base != 10) rest.remove_prefix(2);
    }
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
    if (error != std::errc{} || stop != rest.data() + rest.size()) return std::nullopt;
    return value;
}

std::optional<double> parse_real(std::string_view text) {
    const std::string digits = without_underscores(text);
    double value = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || stop != digits.data() + digits.size()) return std::nullopt;
    return value;
}

StringParts string_parts(std::string_view literal) {
    StringParts parts;
    while (!literal.empty() && literal[0] != '"' && literal[0] != '\'') {
        const char c = static_cast<char>(literal[0] | 0x20);
        parts.is_raw = parts.is_raw || c == 'r';
        parts.is_bytes = parts.is_bytes || c == 'b';
        literal.remove_prefix(1);
    }
    const bool is_triple =
        literal.size() >= 6 && literal[1] == literal[0] && literal[2] == literal[0];
    const std::size_t quotes = is_triple ? 3 : 1;
    if (literal.size() < 2 * quotes) return parts;
    parts.inside = literal.substr(quotes, literal.size() - 2 * quotes);
    return parts;
}

static void append_utf8(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0u | code >> 6u);
        out += static_cast<char>(0x80u | (code & 0x3fu));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0u | code >> 12u);
        out += static_cast<char>(0x80u | (code >> 6u & 0x3fu));
        out += static_cast<char>(0x80u | (code & 0x3fu));
    } else {
        out += static_cast<char>(0xf0u | code >> 18u);
        out += static_cast<char>(0x80u | (code >> 12u & 0x3fu));
        out += static_cast<char>(0x80u | (code >> 6u & 0x3fu));
        out += static_cast<char>(0x80u | (code & 0x3fu));
    }
}

static bool is_octal(char c) {
    return c >= '0' && c <= '7';
}

/// Reads `length` hexadecimal digits at `at`.
static std::optional<std::uint32_t> hexadecimal(std::string_view text, std::size_t at,
                                                std::size_t length) {
    if (at + length > text.size()) return std::nullopt;
    std::uint32_t code = 0;
    const auto [stop, error] =
        std::from_chars(text.data() + at, text.data() + at + length, code, 16);
    if (error != std::errc{} || stop != text.data() + at + length) return std::nullopt;
    return code;
}

// Language reference, section 2.4.1.1.
std::optional<std::string> unescape(std::string_view inside, bool is_raw, bool is_bytes) {
    std::string out;
    out.reserve(inside.size());
    for (std::size_t i = 0; i < inside.size(); ++i) {
        // Line ends are one byte in Python, whatever the file has.
        if (inside[i] == '\r') {
            out += '\n';
            if (i + 1 < inside.size() && inside[i + 1] == '\n') ++i;
            continue;
        }
        if (inside[i] != '\\' || is_raw || i + 1 >= inside.size()) {
            out += inside[i];
            continue;
        }
        const char next = inside[++i];
        static constexpr std::string_view names = "abfnrtv\\'\"", meanings = "\a\b\f\n\r\t\v\\'\"";
        if (const std::size_t known = names.find(next); known != std::string_view::npos) {
            out += meanings[known];
        } else if (next == '\n') {
            continue;
        } else if (next == '\r') {
            if (i + 1 < inside.size() && inside[i + 1] == '\n') ++i;
        } else if (is_octal(next)) {
            std::uint32_t code = 0;
            std::size_t length = 0;
            for (; length < 3 && i + length < inside.size() && is_octal(inside[i + length]);
                 ++length)
                code = code * 8 + static_cast<std::uint32_t>(inside[i + length] - '0');
            i += length - 1;
            if (is_bytes)
                out += static_cast<char>(code & 0xffu);
            else
                append_utf8(out, code);
        } else if (next == 'x' || (!is_bytes && (next == 'u' || next == 'U'))) {
            const std::size_t length = next == 'x' ? 2 : next == 'u' ? 4 : 8;
            const auto code = hexadecimal(inside, i + 1, length);
            if (!code || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
                return std::nullopt;
            i += length;
            if (is_bytes)
                out += static_cast<char>(*code);
            else
                append_utf8(out, *code);
        } else if (next == 'N' && !is_bytes) {
            return std::nullopt;
        } else {
            out += '\\';
            out += next;
        }
    }
    return out;
}

}  // namespace stackc::python
