#include "compiler/frontends/stack/lexer.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::stack {

/// A statement of more words than this is cut: nobody wrote it by hand.
static constexpr std::uint32_t most_words = 100'000;
static constexpr std::uint32_t most_unclosed_raws = 4;

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}
static bool ends_word(char c) {
    return is_blank(c) || std::string_view("\n\"';{}[],").find(c) != std::string_view::npos;
}

/// One past `${name}` at `at`, or `at` where there is none.
static std::uint32_t interpolation_end(std::string_view text, std::uint32_t at) {
    if (!text.substr(at).starts_with("${")) return at;
    std::size_t end = at + 2;
    const auto is_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    while (end < text.size() && is_name(text[end])) ++end;
    const bool is_whole = end > at + 2u && end < text.size() && text[end] == '}';
    return is_whole ? static_cast<std::uint32_t>(end + 1) : at;
}

/// One past the brackets of `[::1]:80` at `at`, or `at` where there are none: an address with
/// a port is a word, not a list.
static std::uint32_t bracketed_address_end(std::string_view text, std::uint32_t at) {
    std::size_t end = at + 1;
    while (end < text.size() &&
           std::string_view("0123456789abcdefABCDEF:.").find(text[end]) != std::string_view::npos)
        ++end;
    const std::string_view rest = text.substr(end);
    const bool has_colons = text.substr(at, end - at).find(':') != std::string_view::npos;
    const bool has_port =
        rest.starts_with("]:") && rest.size() > 2 && rest[2] >= '0' && rest[2] <= '9';
    return has_colons && has_port ? static_cast<std::uint32_t>(end + 1) : at;
}

std::uint32_t word_end(std::string_view text, std::uint32_t at) {
    if (at < text.size() && text[at] == '[') at = bracketed_address_end(text, at);
    while (at < text.size()) {
        const std::uint32_t after = interpolation_end(text, at);
        if (after != at) {
            at = after;
        } else if (ends_word(text[at])) {
            break;
        } else {
            ++at;
        }
    }
    return at;
}

StringEnd string_end(std::string_view text, std::uint32_t at) {
    const auto size = static_cast<std::uint32_t>(text.size());
    for (++at; at < size && text[at] != '\n'; ++at) {
        if (text[at] == '"') return {at + 1, true};
        if (text[at] == '\\' && at + 1 < size && text[at + 1] != '\n') ++at;
    }
    while (at > 0 && text[at - 1] == '\r') --at;
    return {at, false};
}

Lexer::Lexer(const SourceFile& file, Reporter& report)
    : file_(file), text_(file.text()), report_(report) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
}

std::uint32_t Lexer::line_end(std::uint32_t at) const {
    std::size_t end = std::min(text_.find('\n', at), text_.size());
    while (end > at && text_[end - 1] == '\r') --end;
    return static_cast<std::uint32_t>(end);
}

Token Lexer::make(TokenKind kind, std::uint32_t begin, std::uint32_t end) {
    at_ = end;
    const bool ends_statement = kind == TokenKind::end || kind == TokenKind::open ||
                                kind == TokenKind::close || kind == TokenKind::raw;
    is_statement_start_ = ends_statement;
    if (ends_statement) {
        is_raw_ = is_in_list_ = is_in_open_list_ = false;
        inner_lists_ = 0;
        raw_dialect_ = {};
        words_ = 0;
    }
    return {kind, span(begin, end)};
}

void Lexer::skip_blanks() {
    while (at_ < text_.size()) {
        const char c = text_[at_];
        const bool is_skipped_newline = c == '\n' && (is_in_list_ || is_statement_start_);
        if (is_blank(c) || is_skipped_newline) {
            ++at_;
        } else if (c == '#') {
            const std::uint32_t end = line_end(at_);
            leaves_.push_back({NodeKind::comment, span(at_, end)});
            at_ = end;
        } else if (c == ';' && is_statement_start_) {
            // An empty statement means nothing, but its sign belongs to the document.
            leaves_.push_back({NodeKind::opaque, span(at_, at_ + 1)});
            ++at_;
        } else {
            return;
        }
    }
}

void Lexer::stray(std::uint32_t size, std::string_view what) {
    const Span place = span(at_, at_ + size);
    report_.at("STK028", place, std::string(what)).fix("remove it", Safety::unsafe, {{place, ""}});
    leaves_.push_back({NodeKind::error, place});
    at_ += size;
}

Token Lexer::word() {
    const std::uint32_t begin = at_;
    const std::uint32_t end = std::max(word_end(text_, at_), at_ + 1);
    const std::string_view value = text_.substr(begin, end - begin);
    if (value.ends_with('$') && text_.substr(end).starts_with('{'))
        return broken_interpolation(begin, end - 1);
    if (is_statement_start_)
        is_raw_ = value == "raw";
    else if (is_raw_ && raw_dialect_.empty())
        raw_dialect_ = value;
    ++words_;
    return make(TokenKind::word, begin, end);
}

Token Lexer::broken_interpolation(std::uint32_t begin, std::uint32_t dollar) {
    std::uint32_t end = dollar + 2;
    while (end < text_.size() && (text_[end] == '}' || !ends_word(text_[end]))) {
        if (text_[end++] == '}') break;
    }
    report_
        .at("STK030", span(dollar, end),
            fmt::format("`{}` is no name in braces; `${{name}}` was expected",
                        quoted(text_.substr(dollar, end - dollar))))
        .note("a dollar sign before a brace is written `\\$` in a string");
    leaves_.push_back({NodeKind::error, span(dollar, end)});
    ++words_;
    return make(TokenKind::word, begin, end);
}

Token Lexer::string() {
    const std::uint32_t begin = at_;
    const StringEnd end = string_end(text_, at_);
    if (!end.is_closed) {
        report_
            .at("STK027", span(begin, end.at), "a string is opened here and not closed on its line")
            .note(
                "a string ends at the next `\"`; a quote inside it is written `\\\"`, a line break "
                "`\\n`")
            .fix("insert `\"`", Safety::unsafe, {{span(end.at, end.at), "\""}});
    }
    ++words_;
    return make(TokenKind::string, begin, end.at);
}

void Lexer::single_quoted() {
    const std::size_t close = text_.find_first_of("'\n", at_ + 1);
    if (close == std::string_view::npos || text_[close] == '\n')
        return stray(1, "`'` has no meaning here");
    const auto close_at = static_cast<std::uint32_t>(close);
    const Span whole = span(at_, close_at + 1);
    auto builder =
        report_.at("STK038", whole,
                   fmt::format("`{}` is in single quotes; strings are written in double quotes",
                               quoted(text_.substr(at_, whole.size()))));
    if (text_.substr(at_, whole.size()).find_first_of("\"\\") == std::string_view::npos) {
        builder.fix("use double quotes", Safety::safe,
                    {{span(at_, at_ + 1), "\""}, {span(close_at, close_at + 1), "\""}});
    }
}

std::uint32_t Lexer::list_stop(std::uint32_t at) const {
    std::uint32_t depth = 0;
    bool is_first_line = true;
    while (at < text_.size()) {
        const char c = text_[at];
        if (c == '\n') is_first_line = false;
        const bool is_end = c == ']' && depth == 0;
        // A list in a list is a mistake of its own, unless it belongs to a later statement.
        if (is_end || c == '{' || c == '}' || c == ';' || (c == '[' && !is_first_line)) return at;
        if (c == '[') ++depth;
        if (c == ']') --depth;
        if (c == '#') {
            at = line_end(at);
        } else if (c == '"') {
            at = string_end(text_, at).at;
        } else if (ends_word(c)) {
            ++at;
        } else {
            at = word_end(text_, at);
        }
    }
    return at;
}

Token Lexer::list_open() {
    const std::uint32_t stop = list_stop(at_ + 1);
    is_in_list_ = text_.substr(stop).starts_with(']');
    is_in_open_list_ = !is_in_list_;
    if (is_in_open_list_ && !report_.is_full()) {
        const std::string_view held = text_.substr(at_, stop - at_);
        const std::string_view line = held.substr(0, held.find('\n'));
        const auto end =
            static_cast<std::uint32_t>(at_ + trim_end(line.substr(0, line.find(" #"))).size());
        report_.at("STK026", span(at_, at_ + 1), "a list is opened here and not closed")
            .note("a list ends with `]`, before any `;`, `{` or `}`")
            .fix("insert `]`", Safety::unsafe, {{span(end, end), "]"}});
    }
    const bool in_list = is_in_list_, in_open_list = is_in_open_list_;
    const Token token = make(TokenKind::list_open, at_, at_ + 1);
    is_in_list_ = in_list;
    is_in_open_list_ = in_open_list;
    return token;
}

Token Lexer::raw_text() {
    const std::uint32_t begin = at_;
    // A text that never closes is searched to its end; a file of such texts only so often.
    const std::uint32_t end =
        unclosed_raws_ < most_unclosed_raws ? raw_end(text_, begin, raw_dialect_) : 0;
    if (end != 0) return make(TokenKind::raw, begin, end);
    ++unclosed_raws_;
    report_.at("STK035", span(begin, begin + 1), "the text of `raw` is opened here and not closed")
        .note(
            "its braces are balanced as the dialect itself balances them; quotes and comments in "
            "it count");
    return make(TokenKind::raw, begin, raw_stop(begin));
}

/// Where a text that never closes is given up: at a line that starts with `}`, which is its own
/// unless it stands further left than the `raw`.
std::uint32_t Lexer::raw_stop(std::uint32_t begin) const {
    const auto indent_at = [&](std::size_t line) {
        return std::min(text_.find_first_not_of(" \t", line), text_.size()) - line;
    };
    const std::size_t before = text_.substr(0, begin).rfind('\n');
    const std::size_t own = indent_at(before == std::string_view::npos ? 0 : before + 1);
    for (std::size_t line = text_.find('\n', begin); line != std::string_view::npos;
         line = text_.find('\n', line + 1)) {
        const std::size_t indent = indent_at(line + 1);
        if (!text_.substr(line + 1 + indent).starts_with('}')) continue;
        return static_cast<std::uint32_t>(indent < own ? line : line + 2 + indent);
    }
    return static_cast<std::uint32_t>(text_.size());
}

Token Lexer::next() {
    while (true) {
        skip_blanks();
        const auto size = static_cast<std::uint32_t>(text_.size());
        const bool is_list_over =
            is_in_open_list_ &&
            (at_ >= size || std::string_view("\n;{}").find(text_[at_]) != std::string_view::npos);
        if (is_list_over) {
            is_in_open_list_ = false;
            return make(TokenKind::list_close, at_, at_);
        }
        if (at_ >= size) return {TokenKind::end_of_file, span(size, size)};
        if (words_ > most_words) {
            const Span rest = span(at_, line_end(at_));
            report_.at("STK008", rest,
                       fmt::format("a statement has more than {} words", most_words));
            leaves_.push_back({NodeKind::error, rest});
            is_in_list_ = false;
            words_ = 0;
            at_ = rest.end;
            continue;
        }
        switch (text_[at_]) {
            case '\n':
                return make(TokenKind::end, at_, at_ + 1);
            case ';':
                return make(TokenKind::end, at_, at_ + 1);
            case '{':
                return is_raw_ ? raw_text() : make(TokenKind::open, at_, at_ + 1);
            case '}':
                return make(TokenKind::close, at_, at_ + 1);
            case '"':
                return string();
            case '[':
                if (bracketed_address_end(text_, at_) != at_) return word();
                if (!is_in_list_ && !is_in_open_list_) return list_open();
                stray(1, "a list cannot hold a list");
                ++inner_lists_;
                continue;
            case ']':
                if (inner_lists_ > 0) {
                    --inner_lists_;
                    leaves_.push_back({NodeKind::error, span(at_, at_ + 1)});
                    ++at_;
                    continue;
                }
                if (is_in_list_ || is_in_open_list_) {
                    is_in_list_ = is_in_open_list_ = false;
                    return make(TokenKind::list_close, at_, at_ + 1);
                }
                stray(1, "`]` closes no list");
                continue;
            case ',':
                if (is_in_list_ || is_in_open_list_) return make(TokenKind::comma, at_, at_ + 1);
                stray(1, "`,` stands outside a list");
                continue;
            case '\'': {
                const std::uint32_t begin = at_;
                single_quoted();
                if (at_ != begin) continue;
                const auto close = static_cast<std::uint32_t>(text_.find('\'', begin + 1));
                ++words_;
                return make(TokenKind::string, begin, close + 1);
            }
            default:
                return word();
        }
    }
}

}  // namespace stackc::stack
