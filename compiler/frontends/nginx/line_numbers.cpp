#include "compiler/frontends/nginx/line_numbers.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "compiler/frontends/nginx/directives.h"

namespace stackc::nginx {

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The number that starts at `at`, after blanks.
static std::optional<std::uint64_t> number_at(std::string_view text, std::size_t at, LineNumber& place) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    place.begin = place.end = at;
    std::uint64_t value = 0;
    while (place.end < text.size() && is_digit(text[place.end]) && place.end - at < 7) {
        value = value * 10 + static_cast<std::uint64_t>(text[place.end++] - '0');
    }
    if (place.end == place.begin) return std::nullopt;
    const char next = place.end < text.size() ? text[place.end] : '\n';
    if (next == ':' || next == '|' || (next == '.' && !(place.end + 1 < text.size() && is_digit(text[place.end + 1])))) ++place.end;
    return value;
}

static bool is_empty_line(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

/// True when what follows the number is a directive, so that the number is not a key of a map.
static bool is_directive(std::string_view rest) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    return !find_directive(rest.substr(0, rest.find_first_of(" \t\r;{"))).empty();
}

std::vector<LineNumber> find_line_numbers(std::string_view text) {
    std::vector<LineNumber> found;
    std::uint64_t last = 0;
    std::size_t others = 0, directives = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        LineNumber place;
        const std::optional<std::uint64_t> value = number_at(text, at, place);
        const bool rises = value && (found.empty() || (*value > last && *value <= last + 3));
        if (rises) {
            found.push_back(place);
            last = *value;
            directives += is_directive(text.substr(place.end, end - place.end)) ? 1 : 0;
        } else if (!is_empty_line(line)) {
            // A wrapped line now and then carries none; most other texts end the search here.
            if (++others > found.size() / 10) return {};
        }
        at = end + 1;
    }
    return found.size() >= 3 && directives * 3 >= found.size() ? found : std::vector<LineNumber>{};
}

}  // namespace stackc::nginx
