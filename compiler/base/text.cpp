#include "compiler/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace stackc {

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

std::string_view trim_end(std::string_view text) {
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return trim_end(text);
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string to_lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    while (true) {
        const std::size_t at = text.find(separator);
        pieces.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return pieces;
        text.remove_prefix(at + 1);
    }
}

std::string join(std::span<const std::string> pieces, std::string_view separator) {
    return fmt::format("{}", fmt::join(pieces, separator));
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({replace, last[j] + 1, row[j - 1] + 1});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::optional<std::string_view> nearest(std::string_view text,
                                        std::span<const std::string_view> candidates) {
    std::size_t best = text.size() < 5 ? 1 : 2;
    std::optional<std::string_view> found;
    for (const std::string_view candidate : candidates) {
        const std::size_t longer = std::max(candidate.size(), text.size());
        const std::size_t shorter = std::min(candidate.size(), text.size());
        if (longer - shorter > best) continue;
        const std::size_t distance = edit_distance(text, candidate);
        if (distance > best || (found && distance == best)) continue;
        best = distance;
        found = candidate;
    }
    return found;
}

/// The code point at the start of `text`, or nothing where the bytes are no UTF-8.
static std::optional<std::uint32_t> decode(std::string_view text, std::size_t& length) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    length = 1;
    const unsigned char first = byte(0);
    if (first < 0x80) return first;
    const std::size_t want = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < want) return std::nullopt;
    std::uint32_t point = first & (0xffu >> (want + 1));
    for (std::size_t i = 1; i < want; ++i) {
        if ((byte(i) & 0xc0u) != 0x80u) return std::nullopt;
        point = point << 6u | (byte(i) & 0x3fu);
    }
    const bool is_overlong = (want == 3 && point < 0x800) || (want == 4 && point < 0x10000);
    const bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
    if (is_overlong || is_surrogate || point > 0x10ffff) return std::nullopt;
    length = want;
    return point;
}

std::size_t utf8_length(std::string_view text) {
    std::size_t length = 1;
    if (!text.empty()) decode(text, length);
    return length;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        std::size_t length = 1;
        if (!decode(text, length)) return false;
        text.remove_prefix(length);
    }
    return true;
}

/// Marks that change the direction of what follows, or cannot be seen at all.
static bool is_deceptive(std::uint32_t point) {
    return (point >= 0x80 && point < 0xa0) || point == 0x00ad || (point >= 0x200b && point <= 0x200f) ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2060 && point <= 0x206f) || point == 0xfeff;
}

std::string quoted(std::string_view text, std::size_t most) {
    std::string result;
    while (!text.empty()) {
        if (result.size() >= most) return result + "…";
        std::size_t length = 1;
        const std::optional<std::uint32_t> point = decode(text, length);
        if (!point) {
            result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
        } else if (*point < 0x20 || *point == 0x7f) {
            if (*point == '\t') result += "\\t";
            else if (*point == '\n') result += "\\n";
            else if (*point == '\r') result += "\\r";
            else result += fmt::format("\\x{:02x}", *point);
        } else if (is_deceptive(*point)) {
            result += fmt::format("\\u{{{:x}}}", *point);
        } else {
            result += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return result;
}

}  // namespace stackc
