#include "compiler/frontends/ini/ini_tokens.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::ini {

namespace {

constexpr std::string_view blanks = " \t\r\v\f";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_blank(char c) {
    return blanks.find(c) != std::string_view::npos;
}

class Tokenizer {
  public:
    Tokenizer(std::string_view text, const IniOptions& options) : text_(text), options_(options) {}

    std::vector<IniToken> run() {
        std::size_t at = text_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
        while (at < text_.size()) {
            const std::size_t end = line_end(at);
            line(at, end);
            at = end + 1;
        }
        return std::move(tokens_);
    }

  private:
    std::size_t line_end(std::size_t from) const {
        const std::size_t end = text_.find_first_of(options_.is_cr_newline ? "\r\n" : "\n", from);
        return std::min(end, text_.size());
    }

    void push(TokenKind kind, std::size_t begin, std::size_t end) {
        tokens_.push_back(
            {kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    }

    std::size_t skip_blanks(std::size_t from, std::size_t to) const {
        while (from < to && is_blank(text_[from])) ++from;
        return from;
    }
    std::size_t trim_blanks(std::size_t from, std::size_t to) const {
        while (to > from && is_blank(text_[to - 1])) --to;
        return to;
    }

    void line(std::size_t line_begin, std::size_t line_end) {
        const std::size_t begin = skip_blanks(line_begin, line_end);
        const std::size_t comment = comment_start(line_begin, begin, line_end);
        const std::size_t end = trim_blanks(begin, std::min(comment, line_end));
        if (begin < end) content(begin, end, begin - line_begin);
        if (comment < line_end) push(TokenKind::comment, comment, trim_blanks(comment, line_end));
    }

    /// Where the line's comment starts; its end where there is none.
    std::size_t comment_start(std::size_t line_begin, std::size_t begin, std::size_t end) const {
        if (begin < end && (text_[begin] == ';' || text_[begin] == '#')) return begin;
        if (!options_.has_inline_comments) return end;
        // Python 3.11 configparser.py `_read`: the first `;` and the first `#` are looked at
        // together, then the second ones, so that `a;b #c ;d` is cut at `#`.
        std::size_t semicolon = line_begin, hash = line_begin;
        bool is_first = true;
        while (semicolon < end || hash < end) {
            semicolon = next(';', semicolon, end, is_first);
            hash = next('#', hash, end, is_first);
            is_first = false;
            const std::size_t found = std::min(starts_comment(semicolon, line_begin, end),
                                               starts_comment(hash, line_begin, end));
            if (found < end) return found;
        }
        return end;
    }
    std::size_t next(char sign, std::size_t from, std::size_t end, bool is_first) const {
        if (from >= end) return end;
        const std::size_t found = text_.substr(0, end).find(sign, is_first ? from : from + 1);
        return std::min(found, end);
    }
    std::size_t starts_comment(std::size_t at, std::size_t line_begin, std::size_t end) const {
        return at < end && (at == line_begin || is_blank(text_[at - 1])) ? at : end;
    }

    /// A line's text without the blanks around it and its comment.
    void content(std::size_t begin, std::size_t end, std::size_t indent) {
        if (is_template_line(begin, end)) return push(TokenKind::template_line, begin, end);
        if (options_.has_continuations && has_key_ && indent > indent_)
            return push(TokenKind::continuation, begin, end);
        indent_ = indent;
        if (text_[begin] == '[' && section(begin, end)) return;
        if (options_.needs_section_first && !has_section_)
            return push(TokenKind::garbage, begin, end);
        entry(begin, end);
    }

    /// `{% if x %}`, `{{ block }}`, `<% … %>` alone on their line: a template's, not the dialect's.
    bool is_template_line(std::size_t begin, std::size_t end) const {
        const std::string_view text = text_.substr(begin, end - begin);
        return (text.starts_with("{%") && text.ends_with("%}")) ||
               (text.starts_with("{{") && text.ends_with("}}")) ||
               (text.starts_with("{#") && text.ends_with("#}")) ||
               (text.starts_with("<%") && text.ends_with("%>"));
    }

    bool section(std::size_t begin, std::size_t end) {
        std::size_t close = end;
        if (!options_.cuts_last_byte_of_section) {
            const std::size_t bracket = text_.substr(0, end).rfind(']');
            if (bracket == std::string_view::npos || bracket < begin + 2) return false;
            close = bracket + 1;
        }
        push(TokenKind::section, begin, close);
        const std::size_t trailing = skip_blanks(close, end);
        if (trailing < end) push(TokenKind::trailing, trailing, end);
        has_section_ = true;
        has_key_ = false;
        return true;
    }

    void entry(std::size_t begin, std::size_t end) {
        const std::size_t separator =
            std::min(text_.substr(0, end).find_first_of(options_.separators, begin), end);
        const bool is_refused = (separator == end && !options_.allows_bare_keys) ||
                                (separator == begin && !options_.allows_bare_keys);
        if (is_refused) return push(TokenKind::garbage, begin, end);
        push(TokenKind::key, begin, trim_blanks(begin, separator));
        has_key_ = true;
        if (separator == end) return;
        push(TokenKind::separator, separator, separator + 1);
        const std::size_t value = skip_blanks(separator + 1, end);
        if (value < end) push(TokenKind::value, value, end);
    }

    std::string_view text_;
    const IniOptions& options_;
    std::vector<IniToken> tokens_;
    std::size_t indent_ = 0;
    bool has_key_ = false;  // a value is open that an indented line may go on with
    bool has_section_ = false;
};

}  // namespace

std::vector<IniToken> tokenize(std::string_view text, const IniOptions& options) {
    return Tokenizer(text, options).run();
}

}  // namespace stackc::ini
