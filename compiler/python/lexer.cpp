#include "compiler/python/lexer.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/python/soft_keywords.h"
#include "compiler/python/vocabulary.h"

namespace stackc::python {

namespace {

// Parser/tokenizer.c: MAXLEVEL and MAXINDENT.
constexpr std::size_t most_brackets = 200;
constexpr std::size_t most_indents = 100;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_high(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) {
    return is_letter(c) || is_digit(c) || is_high(c);
}

class Lexer {
  public:
    explicit Lexer(std::string_view text) : text_(text) {
        const std::string_view encoding = stated_encoding(text);
        is_utf8_ = encoding.empty() || encoding == "utf-8" || encoding == "utf8";
    }

    Tokens run() {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = last_end_ = 3;
        while (true) {
            if (is_line_start_ && levels_.empty()) start_line();
            if (at_ >= text_.size()) break;
            if (out_.list.size() > most_tokens) {
                out_.is_cut = true;
                return std::move(out_);
            }
            if (!levels_.empty() && levels_.back().is_text())
                text_of_fstring();
            else
                next();
        }
        if (!levels_.empty()) error(at_, at_);
        if (!is_line_start_ || !levels_.empty()) newline();
        levels_.clear();
        while (indents_.size() > 1) pop_indent();
        return std::move(out_);
    }

  private:
    /// An open bracket, or an f-string that is being read.
    struct Level {
        char sign = 0;   // ( [ {, or f for an f-string's text, s for a format's
        char quote = 0;  // of f-strings
        bool is_triple = false;
        bool is_raw = false;
        bool is_text() const { return sign == 'f' || sign == 's'; }
    };
    struct Indent {
        std::uint32_t column = 0;
        std::uint32_t other = 0;  // with tabs counted as one, to find what does not agree
    };

    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool is_at_line_end() const { return peek() == '\n' || peek() == '\r'; }
    void add(TokenKind kind, std::uint32_t begin, std::uint32_t end) {
        out_.list.push_back({kind, begin, end});
        if (end > begin) last_end_ = end;
        is_line_start_ = false;
    }
    void error(std::uint32_t begin, std::uint32_t end) { add(TokenKind::error, begin, end); }
    void newline() {
        out_.list.push_back({TokenKind::newline, last_end_, last_end_});
        is_line_start_ = true;
    }
    void pop_indent() {
        indents_.pop_back();
        out_.list.push_back({TokenKind::dedent, last_end_, last_end_});
    }
    void line_end() {
        if (peek() == '\r' && peek(1) == '\n') ++at_;
        ++at_;
    }
    void comment() {
        const std::uint32_t begin = at_;
        at_ = static_cast<std::uint32_t>(std::min(text_.find_first_of("\r\n", at_), text_.size()));
        out_.comments.push_back({begin, at_});
    }

    /// Blanks, empty lines and comments before the first token of a statement, then its layout.
    void start_line() {
        Indent indent;
        while (at_ < text_.size()) {
            const char c = peek();
            if (c == ' ') {
                ++indent.column;
                ++indent.other;
            } else if (c == '\t') {
                indent.column = (indent.column / 8 + 1) * 8;
                ++indent.other;
            } else if (c == '\f') {
                indent = {};
            } else if (c == '#') {
                comment();
                continue;
            } else if (is_at_line_end()) {
                line_end();
                indent = {};
                continue;
            } else if (c == '\\' && (peek(1) == '\n' || peek(1) == '\r')) {
                out_.strays.push_back({at_, at_ + 1});
                ++at_;
                line_end();
                continue;
            } else {
                break;
            }
            ++at_;
        }
        if (at_ < text_.size()) set_indent(indent);
        is_line_start_ = false;
        if (at_ >= text_.size()) is_line_start_ = true;
    }

    void set_indent(Indent indent) {
        const Indent current = indents_.back();
        const auto layout_error = [&] { out_.list.push_back({TokenKind::error, at_, at_}); };
        if (indent.column == current.column) {
            if (indent.other != current.other) layout_error();
            return;
        }
        if (indent.column > current.column) {
            if (indent.other <= current.other || indents_.size() >= most_indents) layout_error();
            indents_.push_back(indent);
            out_.list.push_back({TokenKind::indent, last_end_, last_end_});
            return;
        }
        while (indents_.size() > 1 && indent.column < indents_.back().column) pop_indent();
        if (indent.column != indents_.back().column || indent.other != indents_.back().other)
            layout_error();
    }

    void next() {
        const char c = peek();
        if (c == ' ' || c == '\t' || c == '\f') {
            ++at_;
        } else if (c == '#') {
            comment();
        } else if (is_at_line_end()) {
            if (levels_.empty()) newline();
            line_end();
            if (!levels_.empty()) leave_open_brackets();
        } else if (c == '\\' && (peek(1) == '\n' || peek(1) == '\r')) {
            out_.strays.push_back({at_, at_ + 1});
            ++at_;
            line_end();
        } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            number();
        } else if (c == '"' || c == '\'') {
            string(at_, false, false);
        } else if (is_letter(c) || is_high(c)) {
            word();
        } else {
            sign();
        }
    }

    /// A line that can only start a statement ends what was left open before it.
    void leave_open_brackets() {
        if (!is_word(peek()) || is_digit(peek())) return;
        std::uint32_t end = at_;
        while (end < text_.size() && is_word(text_[end])) ++end;
        const std::string_view word = text_.substr(at_, end - at_);
        bool is_statement = starts_only_statements(keyword(word));
        const char innermost = levels_.back().sign;
        if (!is_statement && (innermost == '[' || innermost == '{') &&
            keyword(word) == TokenKind::name) {
            while (end < text_.size() && text_[end] == ' ') ++end;
            is_statement =
                text_.substr(end).starts_with("=") && !text_.substr(end).starts_with("==");
        }
        if (!is_statement || std::any_of(levels_.begin(), levels_.end(),
                                         [](const Level& level) { return level.is_text(); }))
            return;
        levels_.clear();
        error(last_end_, last_end_);
        newline();
    }

    void word() {
        const std::uint32_t begin = at_;
        bool is_name = true;
        while (at_ < text_.size() && is_word(peek())) {
            if (!is_high(peek()) || !is_utf8_) {
                ++at_;
                continue;
            }
            const std::string_view character = text_.substr(at_, utf8_length(text_.substr(at_)));
            is_name = is_name && may_be_in_name(character);
            at_ += static_cast<std::uint32_t>(character.size());
        }
        const std::string_view word = text_.substr(begin, at_ - begin);
        if ((peek() == '"' || peek() == '\'') && word.size() <= 2) {
            std::string prefix = to_lower(word);
            std::sort(prefix.begin(), prefix.end());
            static constexpr std::array<std::string_view, 6> prefixes{"b", "f",  "r",
                                                                      "u", "br", "fr"};
            if (std::find(prefixes.begin(), prefixes.end(), prefix) != prefixes.end())
                return string(begin, prefix.starts_with('f'), prefix.ends_with('r'));
        }
        add(is_name ? keyword(word) : TokenKind::error, begin, at_);
    }

    void digits(std::string_view allowed, bool& is_right) {
        bool was_digit = false;
        while (allowed.find(peek()) != std::string_view::npos || peek() == '_') {
            if (peek() == '\0') break;
            if (peek() == '_' && (!was_digit || allowed.find(peek(1)) == std::string_view::npos ||
                                  peek(1) == '\0')) {
                is_right = false;
            }
            was_digit = peek() != '_';
            ++at_;
        }
    }

    /// Language reference, section 2.4.5 and following.
    void number() {
        const std::uint32_t begin = at_;
        bool is_right = true;
        static constexpr std::string_view decimal = "0123456789";
        const auto radix = [&](std::string_view allowed) {
            at_ += 2;
            if (peek() == '_') ++at_;
            const std::uint32_t first = at_;
            digits(allowed, is_right);
            is_right = is_right && at_ > first;
        };
        const char mark = static_cast<char>(peek(1) | 0x20);
        if (peek() == '0' && mark == 'x') {
            radix("0123456789abcdefABCDEF");
        } else if (peek() == '0' && mark == 'o') {
            radix("01234567");
        } else if (peek() == '0' && mark == 'b') {
            radix("01");
        } else {
            bool is_integer = true;
            digits(decimal, is_right);
            if (peek() == '.') {
                is_integer = false;
                ++at_;
                if (is_digit(peek())) digits(decimal, is_right);
            }
            const bool has_sign = peek(1) == '+' || peek(1) == '-';
            if ((peek() == 'e' || peek() == 'E') && is_digit(peek(has_sign ? 2 : 1))) {
                is_integer = false;
                at_ += has_sign ? 2 : 1;
                digits(decimal, is_right);
            }
            const std::string_view written = text_.substr(begin, at_ - begin);
            const bool is_imaginary = peek() == 'j' || peek() == 'J';
            if (is_imaginary) ++at_;
            // A leading zero is no octal number in Python 3.
            if (is_integer && !is_imaginary && written.size() > 1 && written[0] == '0')
                is_right = is_right && written.find_first_not_of("0_") == std::string_view::npos;
        }
        if (is_word(peek())) is_right = is_right && is_keyword_next();
        while (!is_right && is_word(peek())) ++at_;
        add(is_right ? TokenKind::number : TokenKind::error, begin, at_);
    }

    /// `1if x else 2` is odd, but taken.
    bool is_keyword_next() const {
        std::size_t end = at_;
        while (end < text_.size() && is_word(text_[end])) ++end;
        switch (code(keyword(text_.substr(at_, end - at_)))) {
            case code(TokenKind::and_):
            case code(TokenKind::else_):
            case code(TokenKind::for_):
            case code(TokenKind::if_):
            case code(TokenKind::in):
            case code(TokenKind::is):
            case code(TokenKind::not_):
            case code(TokenKind::or_):
                return true;
            default:
                return false;
        }
    }

    /// A string whose prefix starts at `begin`; `at_` is its first quote.
    void string(std::uint32_t begin, bool is_format, bool is_raw) {
        const char quote = peek();
        const bool is_triple = peek(1) == quote && peek(2) == quote;
        at_ += is_triple ? 3 : 1;
        if (is_format) {
            add(TokenKind::fstring_start, begin, at_);
            if (levels_.size() >= most_brackets) return error(at_, at_);
            levels_.push_back({'f', quote, is_triple, is_raw});
            return;
        }
        const std::string_view stop = quote == '"' ? "\"\\\n\r" : "'\\\n\r";
        while (at_ < text_.size()) {
            at_ =
                static_cast<std::uint32_t>(std::min(text_.find_first_of(stop, at_), text_.size()));
            if (at_ >= text_.size()) break;
            if (peek() == '\\') {
                at_ += peek(1) == '\r' && peek(2) == '\n' ? 3 : 2;
                continue;
            }
            if (is_at_line_end()) {
                if (!is_triple) return error(begin, at_);
                ++at_;
                continue;
            }
            if (!is_triple) {
                ++at_;
                return add(TokenKind::string, begin, at_);
            }
            if (peek(1) == quote && peek(2) == quote) {
                at_ += 3;
                return add(TokenKind::string, begin, at_);
            }
            ++at_;
        }
        at_ = static_cast<std::uint32_t>(std::min<std::size_t>(at_, text_.size()));
        error(begin, at_);
    }

    /// The literal part of an f-string up to its next field or its end.
    void text_of_fstring() {
        const Level level = levels_.back();
        const std::uint32_t begin = at_;
        const auto flush = [&] {
            if (at_ > begin) add(TokenKind::fstring_middle, begin, at_);
        };
        while (at_ < text_.size()) {
            const char c = peek();
            if (c == '\\' && !level.is_raw && peek(1) == 'N' && peek(2) == '{') {
                const std::size_t end = text_.find('}', at_);
                at_ = static_cast<std::uint32_t>(
                    std::min(end == std::string_view::npos ? text_.size() : end + 1, text_.size()));
            } else if (c == '\\' && peek(1) != '{' && peek(1) != '}') {
                at_ += 2;
            } else if (level.sign == 'f' &&
                       ((c == '{' && peek(1) == '{') || (c == '}' && peek(1) == '}'))) {
                at_ += 2;
            } else if (c == '{') {
                flush();
                if (levels_.size() >= most_brackets) return give_up(at_);
                add(TokenKind::left_brace, at_, at_ + 1);
                ++at_;
                levels_.push_back({'{', level.quote, level.is_triple, level.is_raw});
                return;
            } else if (c == '}' && level.sign == 's') {
                flush();
                levels_.pop_back();  // the format
                levels_.pop_back();  // the field
                add(TokenKind::right_brace, at_, at_ + 1);
                ++at_;
                return;
            } else if (c == '}') {
                flush();
                return give_up(at_);
            } else if (c == level.quote && (!level.is_triple || (peek(1) == c && peek(2) == c))) {
                flush();
                if (level.sign == 's') return give_up(at_);
                const std::uint32_t length = level.is_triple ? 3 : 1;
                levels_.pop_back();
                add(TokenKind::fstring_end, at_, at_ + length);
                at_ += length;
                return;
            } else if (is_at_line_end() && !level.is_triple) {
                flush();
                return give_up(at_);
            } else {
                ++at_;
            }
        }
        at_ = static_cast<std::uint32_t>(std::min<std::size_t>(at_, text_.size()));
        flush();
    }

    /// An f-string that is broken: the rest of its line is stepped over.
    void give_up(std::uint32_t begin) {
        at_ =
            static_cast<std::uint32_t>(std::min(text_.find_first_of("\r\n", begin), text_.size()));
        while (!levels_.empty() && (levels_.back().is_text() || levels_.back().quote != 0))
            levels_.pop_back();
        error(begin, at_);
    }

    bool is_field() const {
        return !levels_.empty() && levels_.back().sign == '{' && levels_.back().quote != 0;
    }

    void sign() {
        const std::string_view rest = text_.substr(at_);
        if (is_field() &&
            (rest.starts_with(':') || (rest.starts_with('!') && !rest.starts_with("!=")))) {
            const bool is_format = rest[0] == ':';
            add(is_format ? TokenKind::colon : TokenKind::exclamation, at_, at_ + 1);
            ++at_;
            if (!is_format) return;
            const Level field = levels_.back();
            if (levels_.size() >= most_brackets) return give_up(at_);
            levels_.push_back({'s', field.quote, field.is_triple, field.is_raw});
            return;
        }
        const Sign* found = find_sign(rest);
        if (found == nullptr) {
            error(at_, at_ + 1);
            ++at_;
            return;
        }
        const std::uint32_t begin = at_;
        at_ += static_cast<std::uint32_t>(found->text.size());
        if (found->kind == TokenKind::exclamation) return error(begin, at_);
        const char c = rest[0];
        if (found->text.size() == 1 && (c == '(' || c == '[' || c == '{')) {
            if (levels_.size() >= most_brackets) return error(begin, at_);
            levels_.push_back({c});
        } else if (c == ')' || c == ']' || c == '}') {
            const char opener = c == ')' ? '(' : c == ']' ? '[' : '{';
            if (levels_.empty() || levels_.back().sign != opener) return error(begin, at_);
            levels_.pop_back();
        }
        add(found->kind, begin, at_);
    }

    std::string_view text_;
    bool is_utf8_ = true;
    std::uint32_t at_ = 0;
    std::uint32_t last_end_ = 0;
    bool is_line_start_ = true;
    std::vector<Level> levels_;
    std::vector<Indent> indents_{Indent{}};
    Tokens out_;
};

}  // namespace

Tokens tokenize(std::string_view text) {
    Tokens tokens = Lexer(text).run();
    if (!tokens.is_cut) mark_soft_keywords(text, tokens.list);
    return tokens;
}

std::string_view stated_encoding(std::string_view text) {
    for (int line = 0; line < 2; ++line) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view written = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!written.empty() && written[0] != '#') return {};
        const std::size_t coding = written.find("coding");
        if (coding == std::string_view::npos) continue;
        std::string_view name = written.substr(coding + 6);
        if (!name.starts_with(':') && !name.starts_with('=')) continue;
        name = trim(name.substr(1));
        const auto stop = std::find_if(name.begin(), name.end(), [](char c) {
            return !is_letter(c) && !is_digit(c) && c != '-' && c != '.';
        });
        return name.substr(0, static_cast<std::size_t>(stop - name.begin()));
    }
    return {};
}

}  // namespace stackc::python
