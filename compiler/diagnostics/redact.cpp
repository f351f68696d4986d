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

static bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_name_byte);
}

/// "/run/secrets/db": no part of it is long enough to be a key.
static bool is_path(std::string_view text) {
    constexpr std::size_t longest_part = 24;
    if (!text.starts_with('/')) return false;
    const std::vector<std::string_view> parts = split(text.substr(1), '/');
    return parts.size() > 1 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
        return part.size() <= longest_part && part.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == std::string_view::npos;
    });
}

/// `$NAME`, `${NAME}`, `%(NAME)s`, `{{ name }}`, `<name>`, `@NAME@`: says where the secret is.
static bool is_reference(std::string_view text) {
    const auto stands_in = [&](std::string_view open, std::string_view close) {
        return text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close) &&
               text.substr(open.size(), text.size() - open.size() - close.size()).find(close) == std::string_view::npos;
    };
    const bool is_variable = text.starts_with('$') && is_word(text.substr(1)) && text.find('-') == std::string_view::npos;
    const bool is_mark = text.size() > 2 && text.starts_with('@') && text.ends_with('@') && is_word(text.substr(1, text.size() - 2));
    return is_variable || is_mark || stands_in("${", "}") || stands_in("$(", ")") || stands_in("%(", ")s") || stands_in("{{", "}}") ||
           stands_in("{%", "%}") || stands_in("<", ">");
}

/// What stands where a secret could, but says where one is or whether there is one.
static bool is_harmless_value(std::string_view value) {
    static constexpr std::array<std::string_view, 8> words{"on", "off", "true", "false", "yes", "no", "secret", "none"};
    return value.empty() || is_path(value) || is_reference(value) ||
           std::any_of(words.begin(), words.end(), [&](std::string_view word) { return equals_ignoring_case(value, word); });
}

namespace {

/// Puts stars over the value that follows a secret's name: a text with or without quotes, or
/// the texts in a Python expression, over several lines where brackets or quotes hold it together.
class ValueMask {
  public:
    ValueMask(std::string& text, std::size_t at) : text_(text), at_(at) {}

    /// Where to go on.
    std::size_t apply() {
        find_value();
        return at_;
    }

  private:
    void find_value() {
        const bool is_quoted_name = has_quote();
        if (is_quoted_name) ++at_;
        if (at_ < text_.size() && text_[at_] == ']') ++at_;
        const std::size_t name_end = at_;
        skip_blanks();
        const std::size_t sign = at_;
        const bool is_assigned = at_ < text_.size() && (text_[at_] == '=' || text_[at_] == ':' || (is_quoted_name && text_[at_] == ','));
        while (is_assigned && at_ < text_.size() && at_ < sign + 2 && std::string_view("=:,>").find(text_[at_]) != std::string_view::npos) ++at_;
        if (text_.compare(sign, 3, "://") == 0) return;
        const bool is_apart = sign > name_end;
        skip_blanks();
        if (at_ == text_.size() || (!is_assigned && (is_quoted_name || !is_apart))) return;
        if (text_[sign] == ':') skip_annotation();
        if (is_assigned && text_[sign] == ',') mask_expression(true);
        else if (is_assigned && (is_literal() || is_expression())) mask_expression(false);
        else if (is_literal()) mask_literal(false);
        else mask_word(is_assigned);
    }

    /// `SECRET_KEY: str = "…"`.
    void skip_annotation() {
        std::size_t place = at_;
        while (place < text_.size() && (is_name_byte(text_[place]) || std::string_view(".[] ").find(text_[place]) != std::string_view::npos)) ++place;
        if (place == text_.size() || text_[place] != '=') return;
        at_ = place + 1;
        skip_blanks();
    }

    bool has_quote() const { return at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\''); }
    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }

    /// Where the quote of a literal stands, after `rb` and the like.
    std::size_t quote_place() const {
        std::size_t place = at_;
        while (place < text_.size() && place < at_ + 2 && std::string_view("rRbBuUfF").find(text_[place]) != std::string_view::npos) ++place;
        return place < text_.size() && (text_[place] == '"' || text_[place] == '\'') ? place : std::string::npos;
    }
    bool is_literal() const { return quote_place() != std::string::npos; }

    bool is_expression() const {
        static constexpr std::array<std::string_view, 14> starts{"(", "[", "{\n", "os.", "env(", "env.", "environ", "config(",
                                                                 "config.", "getenv(", "get_", "str(", "decouple.", "secrets."};
        const std::string_view rest = std::string_view(text_).substr(at_);
        return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return rest.starts_with(start); });
    }

    void mask(std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            if (text_[i] != '\n' && text_[i] != '\r') text_[i] = '*';
        }
    }

    /// A literal's inside; `name` may stand in it where a call is told a variable's name.
    void mask_literal(bool may_be_name) {
        at_ = quote_place();
        const char quote = text_[at_];
        const std::string triple(3, quote);
        const bool is_triple = text_.compare(at_, 3, triple) == 0;
        const std::size_t begin = at_ + (is_triple ? 3 : 1);
        std::size_t end = begin;
        while (end < text_.size()) {
            if (is_triple ? text_.compare(end, 3, triple) == 0 : text_[end] == quote || text_[end] == '\n') break;
            end += text_[end] == '\\' && end + 1 < text_.size() && !(!is_triple && is_last_backslash(end, quote)) ? 2 : 1;
        }
        end = std::min(end, text_.size());
        const std::string_view inside = std::string_view(text_).substr(begin, end - begin);
        const bool is_name = may_be_name && is_word(inside) &&
                             std::none_of(inside.begin(), inside.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        if (!is_name && !is_harmless_value(inside)) mask(begin, end);
        at_ = std::min(end + (is_triple ? 3 : 1), text_.size());
    }

    /// `'C:\'`: in the files that know no escapes the quote closes; more is masked rather than less.
    bool is_last_backslash(std::size_t at, char quote) const {
        return text_[at + 1] == quote && text_.find(quote, at + 2) == std::string::npos;
    }

    /// Every literal up to the end of the logical line or of the bracket that we are in.
    void mask_expression(bool is_in_call) {
        constexpr std::size_t longest = 16 * 1024;
        const std::size_t stop = std::min(text_.size(), at_ + longest);
        int depth = 0;
        while (at_ < stop) {
            const char c = text_[at_];
            if (is_literal() && (at_ == 0 || !is_name_byte(text_[at_ - 1]) || has_quote())) {
                const bool is_first_argument = at_ > 1 && (text_[at_ - 1] == '(' || text_[at_ - 1] == '[') && is_name_byte(text_[at_ - 2]);
                mask_literal(is_first_argument);
                continue;
            }
            if (c == '(' || c == '[' || c == '{') ++depth;
            if ((c == ')' || c == ']' || c == '}') && --depth < 0) return;
            if (depth == 0 && !is_in_call && (c == ',' || c == ';' || c == '#' || c == '\n')) return;
            if (c == '\\' && at_ + 1 < stop) ++at_;
            ++at_;
        }
    }

    /// A word without quotes: a list goes on after its comma only with a next `NAME=`.
    void mask_word(bool is_assigned) {
        std::size_t end = at_;
        while (end < text_.size() && !is_end(end)) ++end;
        const std::string_view value = std::string_view(text_).substr(at_, end - at_);
        const bool is_prose = !is_assigned && end < text_.size() && text_[end] != ';' && text_[end] != '\n' && text_[end] != '\r';
        const std::string_view bare = value.substr(0, value.find_last_not_of("\"'") + 1);
        if (is_prose) return;
        if (!is_harmless_value(bare)) mask(at_, at_ + bare.size());
        at_ = end;
    }

    bool is_end(std::size_t at) const {
        constexpr std::string_view blanks = " \t\r\n";
        const auto is_blank = [&](std::size_t place) { return place >= text_.size() || blanks.find(text_[place]) != std::string_view::npos; };
        const bool closes = text_[at] == ';' || text_[at] == '}' || text_[at] == ')';
        return is_blank(at) || (closes && is_blank(at + 1)) || (text_[at] == ',' && begins_next(at + 1));
    }

    bool begins_next(std::size_t at) const {
        while (at < text_.size() && text_[at] == ' ') ++at;
        const std::size_t begin = at;
        while (at < text_.size() && is_name_byte(text_[at])) ++at;
        return at > begin && at < text_.size() && (text_[at] == '=' || text_[at] == ':');
    }

    std::string& text_;
    std::size_t at_;
};

}  // namespace

static void mask_assignments(std::string& text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (!is_name_byte(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_name_byte(text[end])) ++end;
        const bool is_secret = is_secret_name(std::string_view(text).substr(at, end - at));
        at = is_secret ? std::max(end, ValueMask(text, end).apply()) : end;
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
