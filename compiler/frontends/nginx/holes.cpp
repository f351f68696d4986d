#include "compiler/frontends/nginx/holes.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace stackc::nginx {

/// Far enough for any expression, near enough that a file of opening signs stays linear.
static constexpr std::size_t longest_piece = 1024;

static bool is_upper(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

static std::size_t upper_length(std::string_view text) {
    if (text.empty() || !(text[0] >= 'A' && text[0] <= 'Z')) return 0;
    const auto end = std::find_if_not(text.begin(), text.end(), is_upper);
    return static_cast<std::size_t>(end - text.begin());
}

/// Words with which Jinja, Go and mustache templates start a statement inside `{{ }}`.
static bool is_control_expression(std::string_view inside) {
    inside = trim(inside);
    while (!inside.empty() && (inside[0] == '-' || inside[0] == '~')) inside = trim(inside.substr(1));
    if (inside.empty()) return false;
    if (inside[0] == '#' || inside[0] == '/' || inside[0] == '^' || inside[0] == '>' || inside[0] == '!') return true;
    static constexpr std::array<std::string_view, 9> words{"if",   "else",   "end",      "range", "with",
                                                           "define", "template", "block", "$"};
    const std::string_view word = inside.substr(0, inside.find_first_of(" \t\r\n}"));
    return std::find(words.begin(), words.end(), word) != words.end() || inside.find(":=") != std::string_view::npos;
}

static Template piece(std::string_view text, std::string_view close, bool is_control, bool may_wrap) {
    const std::string_view near = text.substr(0, longest_piece);
    const std::size_t end = near.find(close, 2);
    if (end == std::string_view::npos) return {};
    const std::string_view inside = near.substr(2, end - 2);
    if (!may_wrap && inside.find('\n') != std::string_view::npos) return {};
    return {end + close.size(), is_control};
}

Template template_at(std::string_view text) {
    if (text.size() < 4) return {};
    if (text[0] == '{' && text[1] == '{') {
        Template found = piece(text, "}}", false, false);
        // `{{{ x }}}` is mustache's unescaped value.
        if (found.size != 0 && text[2] == '{' && text.substr(found.size).starts_with('}')) ++found.size;
        if (found.size != 0) found.is_control = is_control_expression(text.substr(2, found.size - 4));
        return found;
    }
    if (text[0] == '{' && text[1] == '%') return piece(text, "%}", true, true);
    if (text[0] == '{' && text[1] == '#') return piece(text, "#}", true, true);
    if (text[0] == '<' && text[1] == '%') return piece(text, "%>", text[2] != '=', true);
    return {};
}

/// The length of a placeholder without expression at the start of `text`, or 0.
static std::size_t plain_hole(std::string_view text) {
    if (text.starts_with("${")) {
        const std::size_t length = upper_length(text.substr(2));
        const bool is_closed = length != 0 && text.substr(2 + length).starts_with('}');
        return is_closed ? length + 3 : 0;
    }
    if (text.starts_with('$')) {
        const std::size_t length = upper_length(text.substr(1));
        const char next = 1 + length < text.size() ? text[1 + length] : ' ';
        return length > 1 && !(next >= 'a' && next <= 'z') ? length + 1 : 0;
    }
    if (text.starts_with('@')) {
        const std::size_t length = upper_length(text.substr(1));
        return length != 0 && text.substr(1 + length).starts_with('@') ? length + 2 : 0;
    }
    if (text.starts_with("__")) {
        const std::size_t length = upper_length(text.substr(2));
        const bool is_closed = length > 2 && text.substr(length, 2) == "__";
        return is_closed ? length + 2 : 0;
    }
    return 0;
}

bool has_hole(std::string_view word) {
    for (std::size_t at = word.find_first_of("$@{<_"); at != std::string_view::npos; at = word.find_first_of("$@{<_", at + 1)) {
        const std::string_view rest = word.substr(at);
        if (plain_hole(rest) != 0 || template_at(rest).size != 0) return true;
    }
    return false;
}

bool is_hole(std::string_view word) {
    if (word.empty()) return false;
    return plain_hole(word) == word.size() || template_at(word).size == word.size();
}

}  // namespace stackc::nginx
