// Where the text of a `raw` block ends: braces are counted as the dialect's own lexer would.
#include <algorithm>

#include "compiler/frontends/stack/lexer.h"

namespace stackc::stack {

namespace {
/// Steps through a text and counts the braces that are none of a quote's or comment's.
class Balance {
  public:
    Balance(std::string_view text, std::uint32_t at) : text_(text), at_(at) {}

    bool is_done() const { return at_ >= text_.size() || (started_ && depth_ == 0); }
    bool is_closed() const { return started_ && depth_ == 0; }
    std::uint32_t at() const { return at_; }
    char here() const { return text_[at_]; }
    std::string_view rest() const { return text_.substr(at_); }

    void step(std::size_t count = 1) {
        at_ = static_cast<std::uint32_t>(std::min(text_.size(), at_ + count));
    }
    void brace_or_step() {
        if (here() == '{') ++depth_, started_ = true;
        if (here() == '}') --depth_;
        step();
    }
    void skip_line() {
        at_ = static_cast<std::uint32_t>(std::min(text_.find('\n', at_), text_.size()));
    }
    /// Past a quoted text with `\` escapes that starts here with `quote`.
    void skip_quoted(std::string_view quote) {
        step(quote.size());
        while (at_ < text_.size() && !rest().starts_with(quote)) step(here() == '\\' ? 2 : 1);
        step(quote.size());
    }

  private:
    std::string_view text_;
    std::uint32_t at_;
    std::uint32_t depth_ = 0;
    bool started_ = false;
};
}  // namespace

static bool is_white(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// nginx 1.22.1 ngx_conf_file.c ngx_conf_read_token: quotes, comments and `}` count only at
/// the start of a token; `{` ends a token unless it follows `$`.
static void step_nginx(Balance& balance, bool& is_token_start) {
    const char c = balance.here();
    if (is_white(c) || c == ';') {
        balance.step();
        is_token_start = true;
    } else if (is_token_start && c == '#') {
        balance.skip_line();
    } else if (is_token_start && (c == '"' || c == '\'')) {
        balance.skip_quoted(std::string_view(&c, 1));
        is_token_start = false;
    } else if (c == '\\') {
        balance.step(2);
        is_token_start = false;
    } else if (balance.rest().starts_with("${")) {
        balance.step(2);
        while (!balance.is_done() && balance.here() != '}' && !is_white(balance.here()))
            balance.step();
        if (!balance.is_done() && balance.here() == '}') balance.step();
        is_token_start = false;
    } else if (c == '{' || (c == '}' && is_token_start)) {
        balance.brace_or_step();
        is_token_start = true;
    } else {
        balance.step();
        is_token_start = false;
    }
}

/// Python's own strings and comments.
static void step_python(Balance& balance) {
    for (const std::string_view quote : {"\"\"\"", "'''", "\"", "'"}) {
        if (balance.rest().starts_with(quote)) return balance.skip_quoted(quote);
    }
    if (balance.here() == '#') return balance.skip_line();
    balance.brace_or_step();
}

/// Lines of `key = value`: only a comment that fills its line hides braces.
static void step_lines(Balance& balance, bool& is_line_start) {
    const char c = balance.here();
    if (is_line_start && (c == '#' || c == ';')) return balance.skip_line();
    if (c == '\n')
        is_line_start = true;
    else if (!is_white(c))
        is_line_start = false;
    balance.brace_or_step();
}

std::uint32_t raw_end(std::string_view text, std::uint32_t at, std::string_view dialect) {
    Balance balance(text, at);
    balance.brace_or_step();
    bool is_start = true;
    while (!balance.is_done()) {
        if (dialect == "nginx")
            step_nginx(balance, is_start);
        else if (dialect == "gunicorn")
            step_python(balance);
        else
            step_lines(balance, is_start);
    }
    return balance.is_closed() ? balance.at() : 0;
}

}  // namespace stackc::stack
