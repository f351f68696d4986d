#include "compiler/diagnostics/redact.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace stackc {

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool is_secret_name(std::string_view name) {
    static constexpr std::array<std::string_view, 10> words{
        "password", "passwd", "secret", "token", "api_key", "apikey", "access_key", "credential", "requirepass", "masterauth"};
    const std::string lowered = to_lower(name);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return lowered.find(word) != std::string::npos; });
}

/// What stands where a secret could, but says where one is or whether there is one.
static bool is_harmless_value(std::string_view value) {
    static constexpr std::array<std::string_view, 8> words{"on", "off", "true", "false", "yes", "no", "secret", "none"};
    if (value.empty() || std::string_view("/.$%{<@").find(value.front()) != std::string_view::npos) return true;
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return equals_ignoring_case(value, word); });
}

/// Stars over the value that follows a name at `at`, when it is one.
static void mask_value(std::string& text, std::size_t at) {
    const auto skip_blanks = [&] { while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at; };
    skip_blanks();
    const bool is_assigned = at < text.size() && (text[at] == '=' || text[at] == ':');
    if (is_assigned) ++at;
    if (is_assigned && at < text.size() && text[at] == '/') return;  // "token://"
    skip_blanks();
    if (at == text.size()) return;
    const char quote = text[at] == '"' || text[at] == '\'' ? text[at] : '\0';
    if (quote != '\0') ++at;
    const std::size_t stop = quote != '\0' ? text.find(quote, at) : text.find_first_of(" \t,;}\"'", at);
    const std::size_t end = std::min(stop, text.size());
    const std::string_view value = std::string_view(text).substr(at, end - at);
    const bool is_word_without_sign = !is_assigned && quote == '\0' && stop != std::string::npos && text[stop] != ';';
    if (is_word_without_sign || is_harmless_value(value)) return;
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(end), '*');
}

static void mask_assignments(std::string& text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (!is_name_byte(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_name_byte(text[end])) ++end;
        if (is_secret_name(std::string_view(text).substr(at, end - at))) mask_value(text, end);
        at = end;
    }
}

/// `redis://user:password@host`: what stands between the colon and the `@`.
static void mask_urls(std::string& text) {
    for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
        const std::size_t stop = std::min(text.find_first_of("/ \t\"'", at + 3), text.size());
        const std::size_t sign = text.rfind('@', stop);
        const std::size_t colon = text.find(':', at + 3);
        if (sign == std::string::npos || sign < at || colon >= sign || stop == sign) continue;
        std::fill(text.begin() + static_cast<std::ptrdiff_t>(colon + 1), text.begin() + static_cast<std::ptrdiff_t>(sign), '*');
    }
}

std::string redacted(std::string_view text) {
    std::string result(text);
    mask_assignments(result);
    mask_urls(result);
    return result;
}

}  // namespace stackc
