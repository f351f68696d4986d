#include "compiler/python/soft_keywords.h"

namespace stackc::python {

static bool is_layout(TokenKind kind) {
    return kind == TokenKind::newline || kind == TokenKind::indent || kind == TokenKind::dedent;
}

static std::size_t line_end(const std::vector<Token>& tokens, std::size_t at) {
    while (at < tokens.size() && tokens[at].kind != TokenKind::newline) ++at;
    return at;
}

/// Whether `match x:` or `case x:` is what the line says: a colon ends it, and what follows the
/// word may start an expression.
static bool ends_with_colon(const std::vector<Token>& tokens, std::size_t at, std::size_t end) {
    return end > at + 2 && tokens[end - 1].kind == TokenKind::colon &&
           tokens[at + 1].kind != TokenKind::equal && tokens[at + 1].kind != TokenKind::dot &&
           tokens[at + 1].kind != TokenKind::colon;
}

static void mark_case(std::string_view text, std::vector<Token>& tokens, std::size_t at) {
    if (at >= tokens.size() || tokens[at].kind != TokenKind::name) return;
    if (text.substr(tokens[at].begin, tokens[at].end - tokens[at].begin) == "case")
        tokens[at].kind = TokenKind::case_;
}

/// `match x:` with an indented `case` below it, and its sisters.
static void mark_match(std::string_view text, std::vector<Token>& tokens, std::size_t at,
                       std::size_t end) {
    if (!ends_with_colon(tokens, at, end) || end + 2 >= tokens.size() ||
        tokens[end + 1].kind != TokenKind::indent)
        return;
    mark_case(text, tokens, end + 2);
    if (tokens[end + 2].kind != TokenKind::case_) return;
    tokens[at].kind = TokenKind::match;
    std::size_t depth = 1;
    for (std::size_t i = end + 3; i < tokens.size() && depth > 0; ++i) {
        if (tokens[i].kind == TokenKind::indent) ++depth;
        if (tokens[i].kind == TokenKind::dedent) --depth;
        if (depth == 1 && is_layout(tokens[i].kind)) mark_case(text, tokens, i + 1);
    }
}

/// `with (…):`, where the brackets hold what follows `with` as a whole.
static void mark_with(std::vector<Token>& tokens, std::size_t at, std::size_t end) {
    if (at + 1 >= end || tokens[at + 1].kind != TokenKind::left_paren) return;
    std::size_t depth = 0, close = 0;
    bool has_as = false;
    for (std::size_t i = at + 1; i < end; ++i) {
        if (tokens[i].kind == TokenKind::left_paren) ++depth;
        if (tokens[i].kind == TokenKind::as && depth == 1) has_as = true;
        if (tokens[i].kind == TokenKind::right_paren && --depth == 0) {
            close = i;
            break;
        }
    }
    if (!has_as || close == 0 || tokens[close + 1].kind != TokenKind::colon) return;
    tokens[at + 1].kind = TokenKind::with_left_paren;
    tokens[close].kind = TokenKind::with_right_paren;
}

void mark_soft_keywords(std::string_view text, std::vector<Token>& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool is_first = i == 0 || is_layout(tokens[i - 1].kind);
        const bool is_async = i > 0 && tokens[i - 1].kind == TokenKind::async &&
                              (i == 1 || is_layout(tokens[i - 2].kind));
        const bool is_next = i > 0 && tokens[i - 1].kind == TokenKind::semicolon &&
                             tokens[i].kind == TokenKind::name;
        if (!is_first && !is_async && !is_next) continue;
        if (tokens[i].kind == TokenKind::with) mark_with(tokens, i, line_end(tokens, i));
        if (tokens[i].kind != TokenKind::name) continue;
        const std::string_view word = text.substr(tokens[i].begin, tokens[i].end - tokens[i].begin);
        if (word == "match" && is_first) mark_match(text, tokens, i, line_end(tokens, i));
        if (word == "type" && i + 1 < tokens.size() && tokens[i + 1].kind == TokenKind::name)
            tokens[i].kind = TokenKind::type;
    }
}

}  // namespace stackc::python
