#include "emitters/supervisor/words.h"

#include <algorithm>

namespace stackc::supervisor_words {

static bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool has_line_end(std::string_view text) {
    return text.find_first_of(std::string_view("\n\r\0", 3)) != std::string_view::npos;
}

static std::string doubled(std::string_view text, int times) {
    std::string result;
    for (const char c : text) result.append(c == '%' ? std::size_t{1} << times : 1, c);
    return result;
}

/// `%(here)s` is replaced in the text of the file, before `%%` could protect it.
static bool is_replaced_early(std::string_view text) { return text.find("%(here)s") != std::string_view::npos; }

/// `;` and `#` after white space start a comment, even inside quotes: nothing stands between
/// them and a quote.
static std::string command_word(std::string_view word) {
    constexpr std::string_view plain_signs = "-_./:=@+,%";
    const auto is_plain = [&](char c) { return is_alphanumeric(c) || plain_signs.find(c) != std::string_view::npos; };
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
    std::string result = "'";
    for (const char c : word) {
        if (c == '\'') result += "'\"'\"'";
        else if (c == ';' || c == '#') result.append("''").append(1, c);
        else result += c;
    }
    return result + "'";
}

std::optional<std::string> command(const std::vector<std::string>& argv) {
    std::string line;
    for (const std::string& word : argv) {
        if (has_line_end(word) || is_replaced_early(word)) return std::nullopt;
        if (!line.empty()) line += ' ';
        line += command_word(word);
    }
    return doubled(line, 1);
}

std::optional<std::string> environment(std::string_view value) {
    if (has_line_end(value) || is_replaced_early(value)) return std::nullopt;
    const bool has_double = value.find('"') != std::string_view::npos;
    if (has_double && value.find('\'') != std::string_view::npos) return std::nullopt;
    // It strips quotes of either kind from both ends.
    if (!value.empty() && (value.front() == '\'' || value.back() == '\'' || value.front() == '"' || value.back() == '"')) return std::nullopt;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool is_sign = value[i] == ';' || value[i] == '#';
        if (is_sign && (i == 0 || !is_alphanumeric(value[i - 1]))) return std::nullopt;
    }
    const char quote = has_double ? '\'' : '"';
    return quote + doubled(value, 1) + quote;
}

std::optional<std::string> plain(std::string_view value, int expansions) {
    if (value.empty() || has_line_end(value) || is_replaced_early(value)) return std::nullopt;
    const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    if (is_blank(value.front()) || is_blank(value.back())) return std::nullopt;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool is_sign = value[i] == ';' || value[i] == '#';
        if (is_sign && (i == 0 || is_blank(value[i - 1]) || static_cast<unsigned char>(value[i - 1]) >= 0x80)) return std::nullopt;
    }
    return doubled(value, expansions);
}

std::string shell_word(std::string_view word) {
    constexpr std::string_view plain_signs = "-_./:=@+,%";
    const auto is_plain = [&](char c) { return is_alphanumeric(c) || plain_signs.find(c) != std::string_view::npos; };
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
    std::string result = "'";
    for (const char c : word) {
        if (c == '\'') result += "'\\''";
        else result += c;
    }
    return result + "'";
}

}  // namespace stackc::supervisor_words
