#include "compiler/frontends/nginx/lua.h"

#include <algorithm>
#include <string>

namespace stackc::nginx {

/// The length of `[[`, `[=[` … at the start of `text`, or 0.
static std::size_t long_bracket(std::string_view text) {
    if (!text.starts_with('[')) return 0;
    const std::size_t level = text.find_first_not_of('=', 1);
    return level != std::string_view::npos && text[level] == '[' ? level + 1 : 0;
}

static std::size_t after_long_text(std::string_view text, std::size_t bracket) {
    const std::string close = "]" + std::string(bracket - 2, '=') + "]";
    const std::size_t end = text.find(close, bracket);
    return end == std::string_view::npos ? text.size() : end + close.size();
}

static std::size_t after_string(std::string_view text) {
    std::size_t i = 1;
    while (i < text.size() && text[i] != text[0] && text[i] != '\n') i += text[i] == '\\' ? 2 : 1;
    return std::min(i + 1, text.size());
}

static std::size_t after_comment(std::string_view text) {
    const std::size_t bracket = long_bracket(text.substr(2));
    if (bracket != 0) return 2 + after_long_text(text.substr(2), bracket);
    return std::min(text.find('\n'), text.size());
}

std::size_t lua_block_size(std::string_view text) {
    std::size_t depth = 1;
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("--")) {
            i += after_comment(rest);
        } else if (rest[0] == '"' || rest[0] == '\'') {
            i += after_string(rest);
        } else if (const std::size_t bracket = rest[0] == '[' ? long_bracket(rest) : 0; bracket != 0) {
            i += after_long_text(rest, bracket);
        } else {
            if (rest[0] == '{') ++depth;
            if (rest[0] == '}' && --depth == 0) return i;
            ++i;
        }
    }
    return text.size();
}

}  // namespace stackc::nginx
