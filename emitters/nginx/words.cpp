#include "emitters/nginx/words.h"

#include <algorithm>

namespace stackc::nginx_words {

static bool is_plain(char c) {
    constexpr std::string_view plain = "-_./:=@%+,~^?*&!()<>[]|";
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           plain.find(c) != std::string_view::npos;
}

std::string word(std::string_view text) {
    // Parentheses and the like need no quotes for nginx, but people read them better so.
    const auto needs_quotes = [](char c) { return !is_plain(c) || c == '(' || c == '|' || c == '?'; };
    if (!text.empty() && std::none_of(text.begin(), text.end(), needs_quotes)) return std::string(text);
    std::string result = "\"";
    for (const char c : text) {
        // nginx takes \" \' \\ \t \r \n inside quotes for one character and leaves the rest.
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string literal(std::string_view text, std::string_view dollar, bool keeps_captures) {
    std::string replaced;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_capture = keeps_captures && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9';
        if (text[i] == '$' && !is_capture) replaced.append("${").append(dollar).append("}");
        else replaced += text[i];
    }
    if (replaced.find('$') == std::string::npos) return word(replaced);
    std::string result = "\"";
    for (const char c : replaced) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string with_slash(std::string_view path) {
    while (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path) + "/";
}

}  // namespace stackc::nginx_words
