#include "compiler/frontends/nginx/lexer.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/holes.h"
#include "compiler/frontends/nginx/line_numbers.h"
#include "compiler/frontends/nginx/lua.h"

namespace stackc::nginx {

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

namespace {

class Lexer {
  public:
    Lexer(const SourceFile& file, Reporter& report) : file_(file), text_(file.text()), report_(report) {}

    Tokens run() {
        // A token is rarely shorter than five bytes with the blank before it.
        tokens_.list.reserve(text_.size() / 5 + 16);
        skip_mark();
        numbers_ = find_line_numbers(text_);
        if (!numbers_.empty()) report_numbers();
        while (skip_blanks()) next();
        return std::move(tokens_);
    }

  private:
    Span span(std::size_t begin, std::size_t end) const {
        return {file_.id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    }
    std::string_view rest() const { return text_.substr(at_); }
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n'; }

    void skip_mark() {
        if (!text_.starts_with("\xef\xbb\xbf")) return;
        at_ = 3;
        if (trim(text_.substr(3)).empty()) return;
        report_.at("NGX010", span(0, 3), "the file starts with a byte order mark, which nginx reads as part of the first word")
            .note("nginx says: unknown directive \"\\xef\\xbb\\xbf…\"")
            .fix("remove the byte order mark", Safety::safe, {{span(0, 3), ""}});
        tokens_.has_errors = true;
    }

    void report_numbers() {
        std::vector<Edit> edits;
        for (const LineNumber& number : numbers_) edits.push_back({span(number.begin, number.end), ""});
        const LineNumber& first = numbers_.front();
        report_.at("NGX011", span(first.begin, first.end), fmt::format("the lines carry pasted line numbers (`{}`)",
                                                                       quoted(text_.substr(first.begin, first.end - first.begin))))
            .note("nginx reads them as directives and says: unknown directive")
            .fix("remove the line numbers", Safety::safe, std::move(edits));
        tokens_.has_errors = true;
    }

    /// Goes to the next token; false at the end of the text.
    bool skip_blanks() {
        while (at_ < text_.size()) {
            if (next_number_ < numbers_.size() && at_ >= numbers_[next_number_].begin) {
                if (at_ == numbers_[next_number_].begin) step_over_number();
                ++next_number_;
                continue;
            }
            if (text_[at_] == '\n') starts_line_ = true;
            else if (!is_blank(text_[at_])) return true;
            ++at_;
        }
        return false;
    }

    void step_over_number() {
        const LineNumber& number = numbers_[next_number_];
        if (!in_statement_) add(TokenKind::junk, number.begin, number.end);
        starts_line_ = true;
        at_ = number.end;
    }

    Token& add(TokenKind kind, std::size_t begin, std::size_t end) {
        Token token;
        token.kind = kind;
        token.starts_line = starts_line_;
        token.begin = static_cast<std::uint32_t>(begin);
        token.end = static_cast<std::uint32_t>(end);
        starts_line_ = false;
        tokens_.list.push_back(token);
        return tokens_.list.back();
    }

    void sign(TokenKind kind) {
        add(kind, at_, at_ + 1);
        ++at_;
        in_statement_ = false;
    }

    void next() {
        switch (text_[at_]) {
            case '#': return comment();
            case ';': return in_statement_ ? sign(TokenKind::semicolon) : lone_sign();
            case '}': return sign_close();
            case '{': return brace();
            case '"':
            case '\'': return quoted_word();
            case '`': return is_fence() ? fence() : plain_word();
            case '$': return is_prompt() ? prompt() : plain_word();
            default: return plain_word();
        }
    }

    void sign_close() {
        // A pending statement was not ended; the mending pass says so.
        add(TokenKind::close, at_, at_ + 1);
        ++at_;
        in_statement_ = false;
    }

    void comment() {
        const std::size_t newline = std::min(text_.find('\n', at_), text_.size());
        std::size_t end = newline;
        while (end > at_ && (text_[end - 1] == '\r' || text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
        add(in_statement_ ? TokenKind::inner_comment : TokenKind::comment, at_, end);
        at_ = newline;
    }

    /// `;` or `{` where no statement was started.
    void lone_sign() {
        const char sign = text_[at_];
        const bool is_semicolon = sign == ';';
        auto last = report_.at(is_semicolon ? "NGX001" : "NGX002", span(at_, at_ + 1),
                                fmt::format("`{}` stands alone, nginx expected a directive before it", sign));
        last.note(fmt::format("nginx says: unexpected \"{}\"", sign));
        if (is_semicolon) last.fix("remove the `;`", Safety::safe, {{span(at_, at_ + 1), ""}});
        add(TokenKind::junk, at_, at_ + 1);
        tokens_.has_errors = true;
        ++at_;
    }

    void brace() {
        const Template found = template_at(rest());
        const bool is_template = found.size != 0 && !(peek(1) == '#' && in_statement_);
        if (is_template && !in_statement_) return template_statement(found);
        if (is_template) return plain_word();
        if (!in_statement_) return lone_brace();
        sign(TokenKind::open);
        if (is_lua()) opaque();
    }

    void lone_brace() {
        // Nameless blocks are kept as blocks for the sake of their closing brace.
        report_.at("NGX002", span(at_, at_ + 1), "`{` stands alone, nginx expected a directive before it")
            .note("nginx says: unexpected \"{\"");
        tokens_.has_errors = true;
        sign(TokenKind::open);
    }

    void template_statement(const Template& found) {
        tokens_.has_control |= found.is_control;
        if (!found.is_control && !ends_line(at_ + found.size)) return plain_word();
        add(TokenKind::template_text, at_, at_ + found.size);
        at_ += found.size;
    }

    bool ends_line(std::size_t from) const {
        while (from < text_.size() && (text_[from] == ' ' || text_[from] == '\t' || text_[from] == '\r')) ++from;
        return from >= text_.size() || text_[from] == '\n' || text_[from] == '#' || text_.substr(from).starts_with("{%");
    }

    bool is_fence() const { return !in_statement_ && starts_line_ && rest().starts_with("```"); }
    void fence() {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        junk("a fence of a document was pasted in", at_, std::max(at_ + 3, end - (text_[end - 1] == '\r' ? 1 : 0)));
    }
    bool is_prompt() const { return !in_statement_ && starts_line_ && (peek(1) == ' ' || peek(1) == '\t'); }
    void prompt() { junk("a shell prompt was pasted in", at_, at_ + 1); }

    void junk(std::string_view what, std::size_t begin, std::size_t end) {
        report_.at("NGX011", span(begin, end), fmt::format("{} (`{}`)", what, quoted(text_.substr(begin, end - begin), 40)))
            .note("nginx says: unknown directive")
            .fix("remove it", Safety::safe, {{span(begin, end), ""}});
        add(TokenKind::junk, begin, end);
        tokens_.has_errors = true;
        at_ = end;
    }

    void finish_word(Token& word) {
        if (!in_statement_) {
            statement_name_ = text_.substr(word.begin, word.end - word.begin);
            in_statement_ = true;
        }
    }

    // ------------------------------------------------------------------------------ plain words

    void plain_word() {
        const std::size_t begin = at_;
        bool has_escape = false, is_suspect = false;
        std::size_t end = scan_plain(has_escape, is_suspect);
        const bool is_lone = is_suspect && !in_statement_ && starts_line_ && end < text_.size() && text_[end] != ';';
        const std::string_view word = text_.substr(begin, end - begin);
        at_ = end;
        if (is_lone && is_hole(word) && ends_line(end)) {
            add(TokenKind::template_text, begin, end);
            return;
        }
        Token& token = add(TokenKind::word, begin, end);
        token.has_escape = has_escape;
        token.has_hole = is_suspect && has_hole(word);
        finish_word(token);
    }

    /// The end of the unquoted word at `at_`.
    std::size_t scan_plain(bool& has_escape, bool& is_suspect) {
        std::size_t i = at_;
        bool is_variable = false;
        while (i < text_.size()) {
            const char c = text_[i];
            if (is_blank(c) || c == ';') break;
            if (c == '{') {
                if (is_variable) {
                    ++i;
                    continue;
                }
                const std::size_t skip = braces_in_word(i);
                if (skip == 0) break;
                is_suspect = true;
                i += skip;
                continue;
            }
            is_variable = c == '$';
            if (c == '\\') {
                has_escape = true;
                ++i;
            } else if (c == '<') {
                const Template found = template_at(text_.substr(i));
                if (found.size != 0) i += found.size - 1;
            }
            is_suspect |= c == '$' || c == '@' || c == '<' || c == '_';
            ++i;
        }
        return std::min(i, text_.size());
    }

    /// How much of what starts with `{` at `i` belongs to the word: a template, or a regular
    /// expression's `{2,4}`, which nginx would take for the start of a block.
    std::size_t braces_in_word(std::size_t i) {
        const bool is_comment = i + 1 < text_.size() && text_[i + 1] == '#';
        if (!is_comment || !in_statement_) {
            const Template found = template_at(text_.substr(i, 2048));
            if (found.size != 0) return found.size;
        }
        std::size_t end = i + 1;
        while (end < text_.size() && end - i < 12 && (is_digit(text_[end]) || text_[end] == ',')) ++end;
        if (i == at_ || end == i + 1 || end >= text_.size() || text_[end] != '}' || !is_digit(text_[i + 1])) return 0;
        report_quantifier(i, end + 1);
        return end + 1 - i;
    }

    void report_quantifier(std::size_t begin, std::size_t end) {
        tokens_.has_errors = true;
        if (quantifier_reported_at_ == at_) return;
        quantifier_reported_at_ = at_;
        std::size_t word_end = end;
        while (word_end < text_.size() && !is_blank(text_[word_end]) && text_[word_end] != ';') ++word_end;
        const std::string_view word = text_.substr(at_, word_end - at_);
        auto found = report_.at("NGX091", span(begin, end), fmt::format("nginx takes the `{{` of `{}` for the start of a block", quoted(text_.substr(begin, end - begin))));
        found.note("quote a regular expression that holds braces");
        if (word.find('"') == std::string_view::npos) {
            found.fix("quote the expression", Safety::safe, {{span(at_, at_), "\""}, {span(word_end, word_end), "\""}});
        }
    }

    // ----------------------------------------------------------------------------- quoted words

    void quoted_word() {
        const std::size_t begin = at_;
        const char quote = text_[at_];
        bool has_escape = false, has_newline = false;
        const std::size_t close = find_close(quote, has_escape, has_newline);
        const bool is_closed = close < text_.size();
        const char after = is_closed && close + 1 < text_.size() ? text_[close + 1] : ' ';
        const bool is_glued = is_closed && !is_blank(after) && after != ';' && after != '{' && after != ')';
        std::size_t end = close + 1;
        const bool is_broken = !is_closed || (is_glued && has_newline);
        if (!is_closed || (is_glued && has_newline)) end = unclosed(begin, quote);
        else if (is_glued) end = glued(begin, close + 1);
        at_ = end;
        Token& token = add(TokenKind::word, begin, end);
        token.quote = quote;
        token.is_broken = is_broken;
        tokens_.has_broken_quote |= is_broken;
        token.has_escape = has_escape;
        token.has_hole = has_hole(text_.substr(begin, std::min<std::size_t>(end - begin, 4096)));
        finish_word(token);
    }

    /// The place of the closing quote, or the text's size.
    std::size_t find_close(char quote, bool& has_escape, bool& has_newline) const {
        std::size_t i = at_ + 1;
        while (i < text_.size() && text_[i] != quote) {
            if (text_[i] == '\\') {
                has_escape = true;
                ++i;
            } else if (text_[i] == '\n') {
                has_newline = true;
            } else if (text_[i] == '{' || text_[i] == '<') {
                i += quotes_in_template(i, quote);
            }
            ++i;
        }
        return std::min(i, text_.size());
    }

    /// `root "{{ env["ROOT"] }}"`: the quotes inside a template's expression are the template's.
    std::size_t quotes_in_template(std::size_t i, char quote) const {
        const Template found = template_at(text_.substr(i, 2048));
        if (found.size < 5) return 0;
        const std::string_view inside = text_.substr(i + 2, found.size - 4);
        const std::string_view expression = trim(inside);
        const auto count = std::count(inside.begin(), inside.end(), quote);
        if (count == 0 || count % 2 != 0 || expression.empty()) return 0;
        const char first = expression[0] == '=' || expression[0] == '-' ? 'a' : expression[0];
        const bool is_expression = first == '(' || first == '.' || first == '_' || first == '%' ||
                                   (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
        return is_expression ? found.size - 1 : 0;
    }

    /// Reports a quote that is not closed; the word ends with its line.
    std::size_t unclosed(std::size_t begin, char quote) {
        const std::size_t end = end_of_argument(begin);
        report_.at("NGX090", span(begin, begin + 1), fmt::format("the quote `{}` that starts here is not closed", quote))
            .note("nginx reads on to the next quote, and complains there or at the end of the file")
            .fix(fmt::format("close the quote with `{}`", quote), Safety::unsafe, {{span(end, end), std::string(1, quote)}});
        tokens_.has_errors = true;
        return end;
    }

    /// Where the argument at `begin` most likely ends: before the `;` or `{` at its line's end.
    std::size_t end_of_argument(std::size_t begin) const {
        const auto without_blanks = [&](std::size_t at) {
            while (at > begin + 1 && is_blank(text_[at - 1])) --at;
            return at;
        };
        const std::size_t line_end = without_blanks(std::min(text_.find('\n', begin), text_.size()));
        // `return 200 "x; }`: the brace closes the block.
        std::size_t end = line_end;
        while (end > begin + 1 && text_[end - 1] == '}') end = without_blanks(end - 1);
        if (text_[end - 1] != ';') end = line_end;
        if (end > begin + 1 && (text_[end - 1] == ';' || text_[end - 1] == '{')) --end;
        return without_blanks(end);
    }

    /// Reports text right after a closing quote; it is taken as part of the word.
    std::size_t glued(std::size_t begin, std::size_t after) {
        std::size_t end = after;
        while (end < text_.size() && !is_blank(text_[end]) && text_[end] != ';' && text_[end] != '{') ++end;
        if (end == after) ++end;
        report_.at("NGX090", span(after, end), fmt::format("`{}` follows a closing quote, nginx expected a blank, `;` or `{{`",
                                                           quoted(text_.substr(after, end - after), 40)))
            .label(span(begin, after), "the quoted text")
            .note(fmt::format("nginx says: unexpected \"{}\"", quoted(text_.substr(after, utf8_length(text_.substr(after))))));
        tokens_.has_errors = true;
        return end;
    }

    // -------------------------------------------------------------------------------- Lua blocks

    bool is_lua() const { return statement_name_.ends_with("_by_lua_block"); }

    void opaque() {
        const std::size_t size = lua_block_size(rest());
        const std::string_view body = text_.substr(at_, size);
        const std::string_view inside = trim(body);
        if (!inside.empty()) {
            const auto begin = static_cast<std::size_t>(inside.data() - text_.data());
            add(TokenKind::opaque, begin, begin + inside.size());
        }
        starts_line_ = body.substr(body.find_last_not_of(" \t\r\n") == std::string_view::npos
                                       ? 0
                                       : body.find_last_not_of(" \t\r\n")).find('\n') != std::string_view::npos;
        at_ += size;
    }

    const SourceFile& file_;
    std::string_view text_;
    Reporter& report_;
    Tokens tokens_;
    std::vector<LineNumber> numbers_;
    std::size_t next_number_ = 0;
    std::size_t at_ = 0;
    std::size_t quantifier_reported_at_ = static_cast<std::size_t>(-1);
    std::string_view statement_name_;
    bool starts_line_ = true;
    bool in_statement_ = false;  // words of a statement wait for their `;` or `{`
};

}  // namespace

Tokens tokenize(const SourceFile& file, Reporter& report) { return Lexer(file, report).run(); }

}  // namespace stackc::nginx
