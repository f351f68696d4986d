#include "compiler/frontends/shell/lexer.h"

#include <array>

namespace stackc::shell {

static constexpr std::size_t npos = std::string_view::npos;

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
static bool ends_word(char c) { return is_blank(c) || std::string_view("\n;&|()<>").find(c) != npos; }

std::size_t end_of_nested(std::string_view text, std::size_t at) {
    std::vector<char> closers;  // of what is open, the innermost last
    const auto open = [&](char sign) { closers.push_back(sign == '(' ? ')' : sign == '{' ? '}' : sign); };
    open(text[at++]);
    while (at < text.size()) {
        const char c = text[at];
        const char closer = closers.back();
        // Where an apostrophe means itself: in quotes, and in braces right within them.
        const bool is_quoted = closer == '}' && closers.size() > 1 && closers[closers.size() - 2] == '"';
        const bool is_text = closer == '"' || closer == '`' || is_quoted;
        if (closer == '\'') {
            if (c == '\'') closers.pop_back();
            ++at;
        } else if (c == '\\') {
            at += 2;
        } else if (c == closer) {
            closers.pop_back();
            ++at;
        } else if (c == '$' && at + 1 < text.size() && (text[at + 1] == '(' || text[at + 1] == '{')) {
            open(text[at + 1]);
            at += 2;
        } else {
            const bool nests = c == '"' || c == '`' || (c == '\'' && !is_text) || (c == '(' && closer == ')');
            if (nests) open(c);
            ++at;
        }
        if (closers.empty()) return at;
    }
    return npos;
}

namespace {

class Lexer {
  public:
    explicit Lexer(std::string_view text) : text_(text) {}

    std::vector<Token> run() {
        if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
        while (step()) {
        }
        add(TokenKind::end, at_, at_);
        return std::move(tokens_);
    }

  private:
    struct HereDocument {
        std::string end;
        bool strips_tabs = false;
    };

    bool step() {
        skip_blanks();
        if (at_ >= text_.size()) return false;
        const char c = text_[at_];
        if (c == '#') comment();
        else if (c == '\n') newline();
        else if (const std::size_t size = redirection_size()) redirection(size);
        else if (const std::size_t length = control_size()) add(TokenKind::control, at_, at_ + length);
        else return word();
        return true;
    }

    void add(TokenKind kind, std::size_t begin, std::size_t end) {
        tokens_.push_back({kind, begin, end});
        at_ = end;
    }

    void skip_blanks() {
        while (at_ < text_.size()) {
            const std::string_view rest = text_.substr(at_, 3);
            if (is_blank(rest[0])) ++at_;
            else if (rest.starts_with("\\\n")) at_ += 2;
            else if (rest.starts_with("\\\r\n")) at_ += 3;
            else break;
        }
    }

    void comment() {
        std::size_t end = std::min(text_.find('\n', at_), text_.size());
        if (end > at_ && text_[end - 1] == '\r') --end;
        add(TokenKind::comment, at_, end);
    }

    void newline() {
        add(TokenKind::control, at_, at_ + 1);
        for (const HereDocument& document : waiting_) here_document(document);
        waiting_.clear();
    }

    void here_document(const HereDocument& document) {
        const std::size_t begin = at_;
        std::size_t line = at_;
        while (line < text_.size()) {
            const std::size_t newline = std::min(text_.find('\n', line), text_.size());
            std::string_view content = text_.substr(line, newline - line);
            if (content.ends_with('\r')) content.remove_suffix(1);
            while (document.strips_tabs && content.starts_with('\t')) content.remove_prefix(1);
            line = newline;
            if (content == document.end) break;
            line = std::min(newline + 1, text_.size());
        }
        if (line > begin) add(TokenKind::here_document, begin, line);
    }

    /// `2>`, `>>`, `<&`: an operator with the number before it; 0 where there is none.
    std::size_t redirection_size() const {
        std::size_t at = at_;
        while (at < text_.size() && text_[at] >= '0' && text_[at] <= '9') ++at;
        static constexpr std::array<std::string_view, 12> signs{"&>>", "<<<", "<<-", "&>", "<<", ">>", "<&", ">&", "<>", ">|", "<", ">"};
        for (const std::string_view sign : signs) {
            if (!text_.substr(at).starts_with(sign)) continue;
            if (sign[0] == '&' && at > at_) return 0;
            // `<(…)` is a word.
            if (sign.size() == 1 && text_.substr(at + 1).starts_with('(')) return 0;
            return at + sign.size() - at_;
        }
        return 0;
    }

    void redirection(std::size_t size) {
        const std::string_view sign = text_.substr(at_, size);
        const bool is_here = sign.ends_with("<<") || sign.ends_with("<<-");
        add(TokenKind::redirection, at_, at_ + size);
        if (!is_here) return;
        skip_blanks();
        const std::size_t begin = at_;
        if (!word()) return;
        HereDocument document{{}, sign.ends_with('-')};
        for (const char c : text_.substr(begin, at_ - begin)) {
            if (c != '\'' && c != '"' && c != '\\') document.end += c;
        }
        waiting_.push_back(std::move(document));
    }

    std::size_t control_size() const {
        static constexpr std::array<std::string_view, 11> signs{";;&", ";;", ";&", "&&", "||", "|&", ";", "&", "|", "(", ")"};
        for (const std::string_view sign : signs) {
            if (text_.substr(at_).starts_with(sign)) return sign.size();
        }
        return 0;
    }

    /// False at the end of what can be read.
    bool word() {
        const std::size_t begin = at_;
        std::size_t at = begin;
        while (at < text_.size()) {
            const char c = text_[at];
            const char next = at + 1 < text_.size() ? text_[at + 1] : '\0';
            if (c == '\\') {
                at += next == '\r' ? 3 : 2;
            } else if (c == '\'' || c == '"' || c == '`') {
                at = end_of_nested(text_, at);
            } else if ((c == '$' && (next == '(' || next == '{')) || ((c == '<' || c == '>') && next == '(')) {
                at = end_of_nested(text_, at + 1);
            } else if (c == '(' && at > begin && std::string_view("=?*+@!").find(text_[at - 1]) != npos) {
                at = end_of_nested(text_, at);  // an array, or one of bash's patterns
            } else if (ends_word(c)) {
                break;
            } else {
                ++at;
            }
            if (at == npos) {
                add(TokenKind::broken, begin, text_.size());
                return false;
            }
        }
        add(TokenKind::word, begin, std::min(at, text_.size()));
        // A sign that starts nothing would be met for ever.
        if (at_ == begin) add(TokenKind::broken, begin, text_.size());
        return at_ > begin && tokens_.back().kind == TokenKind::word;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
    std::vector<HereDocument> waiting_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text) { return Lexer(text).run(); }

}  // namespace stackc::shell
