#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/mend.h"

namespace stackc::nginx {

namespace {

/// A block that is open while the tokens are gone over.
struct OpenBlock {
    std::uint32_t name = 0;    // place of its first word among the tokens
    std::uint32_t indent = 0;
    bool leads_line = false;   // its name is the first word of a line
    bool has_deeper = false;   // a line below it is indented deeper, so indentation can be trusted
};

/// How far the braces are from matching.
struct Balance {
    std::uint32_t unclosed = 0;  // blocks open at the end
    std::uint32_t stray = 0;     // closing braces with nothing open
    bool is_even() const { return unclosed == 0 && stray == 0; }
};

Balance balance_of(const std::vector<Token>& tokens) {
    Balance balance;
    for (const Token& token : tokens) {
        if (token.kind == TokenKind::open || token.kind == TokenKind::missing_open) ++balance.unclosed;
        if (token.kind != TokenKind::close) continue;
        if (balance.unclosed == 0) ++balance.stray;
        else --balance.unclosed;
    }
    return balance;
}

class BraceMender {
  public:
    BraceMender(const SourceFile& file, Tokens& tokens, Balance balance, Reporter& report)
        : file_(file), text_(file.text()), tokens_(tokens), left_(balance), report_(report) {}

    void run() {
        out_.reserve(tokens_.list.size() + left_.unclosed);
        for (const Token& token : tokens_.list) take(token);
        close_rest();
        tokens_.list = std::move(out_);
        tokens_.has_errors = true;
    }

  private:
    std::string_view text(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
    Span span(const Token& token) const { return {file_.id, token.begin, token.end}; }

    /// The column of `token`, tabs to the next fourth; counted only where it starts a line.
    std::uint32_t indent_of(const Token& token) const {
        std::size_t begin = token.begin;
        while (begin > 0 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) --begin;
        std::uint32_t column = 0;
        for (std::size_t i = begin; i < token.begin; ++i) column = text_[i] == '\t' ? (column / 4 + 1) * 4 : column + 1;
        return column;
    }

    void take(const Token& token) {
        const bool starts_statement = token.kind == TokenKind::word && !in_statement_;
        if (starts_statement) start(token);
        switch (token.kind) {
            case TokenKind::word: in_statement_ = true; break;
            case TokenKind::open:
            case TokenKind::missing_open: return open(token);
            case TokenKind::close: return close(token);
            case TokenKind::semicolon:
            case TokenKind::missing_semicolon: in_statement_ = false; break;
            case TokenKind::inner_comment:
            case TokenKind::opaque:
            case TokenKind::comment:
            case TokenKind::template_text:
            case TokenKind::junk:
            case TokenKind::missing_close:
            case TokenKind::stray_close: break;
        }
        out_.push_back(token);
    }

    /// A statement that leads its line says, by its indentation, which block it is in.
    void start(const Token& token) {
        statement_ = static_cast<std::uint32_t>(out_.size());
        if (!token.starts_line || open_.empty()) return;
        const std::uint32_t indent = indent_of(token);
        while (left_.unclosed > 0 && !open_.empty() && is_left_by(open_.back(), indent)) close_missing();
        statement_ = static_cast<std::uint32_t>(out_.size());
        if (!open_.empty() && indent > open_.back().indent) open_.back().has_deeper = true;
    }

    static bool is_left_by(const OpenBlock& block, std::uint32_t indent) {
        return block.leads_line && block.has_deeper && indent <= block.indent;
    }

    void open(const Token& token) {
        in_statement_ = false;
        OpenBlock block;
        const bool has_name = statement_ < out_.size() && out_[statement_].kind == TokenKind::word;
        block.name = has_name ? statement_ : static_cast<std::uint32_t>(out_.size());
        const Token& first = has_name ? out_[statement_] : token;
        block.leads_line = first.starts_line;
        block.indent = first.starts_line ? indent_of(first) : 0;
        open_.push_back(block);
        out_.push_back(token);
    }

    void close(const Token& token) {
        in_statement_ = false;
        if (open_.empty()) return stray(token);
        if (token.starts_line && open_.back().leads_line) {
            const std::uint32_t indent = indent_of(token);
            while (left_.unclosed > 0 && open_.size() > 1 && is_closed_outside(indent)) close_missing();
            const bool is_deeper = indent > open_.back().indent && open_.back().has_deeper;
            if (left_.stray > 0 && is_deeper) return stray(token);
        }
        out_.push_back(token);
        open_.pop_back();
    }

    /// The innermost block is indented deeper than a brace that would close it, and a block
    /// outside stands just where the brace does.
    bool is_closed_outside(std::uint32_t indent) const {
        if (indent >= open_.back().indent) return false;
        return std::any_of(open_.rbegin(), open_.rend(), [&](const OpenBlock& block) { return block.indent <= indent; });
    }

    void close_missing() {
        if (!culprit_) culprit_ = open_.back().name;
        ++missing_;
        --left_.unclosed;
        Token token;
        token.kind = TokenKind::missing_close;
        token.begin = token.end = out_.back().end;
        out_.push_back(token);
        fix_at_ = token.end;
        open_.pop_back();
    }

    void stray(Token token) {
        if (left_.stray > 0) --left_.stray;
        token.kind = TokenKind::stray_close;
        if (!is_silent() && !has_stray_) {
            report_.at("NGX002", span(token), "this `}` closes nothing: no block is open here")
                .note("nginx says: unexpected \"}\"")
                .fix("remove the `}`", Safety::unsafe, {{span(token), ""}});
        }
        has_stray_ = true;
        out_.push_back(token);
    }

    void close_rest() {
        while (!open_.empty()) {
            if (!culprit_ && open_.size() == 1) culprit_ = open_.back().name;
            left_.unclosed = 1;
            const std::optional<std::uint32_t> blamed = culprit_ ? culprit_ : open_.back().name;
            close_missing();
            culprit_ = blamed;
        }
        if (culprit_ && !is_silent()) report_unclosed(out_[*culprit_]);
    }

    void report_unclosed(const Token& name) {
        const std::string what = missing_ == 1 ? fmt::format("block `{}` is never closed", quoted(text(name), 40))
                                               : fmt::format("{} blocks are never closed, the first is this `{}`", missing_, quoted(text(name), 40));
        auto found = report_.at("NGX002", span(name), what);
        found.note("nginx says: unexpected end of file, expecting \"}\"");
        if (missing_ == 1) found.fix("insert `}`", Safety::unsafe, {{{file_.id, fix_at_, fix_at_}, "\n" + indentation(name) + "}"}});
    }

    /// Whether the braces prove nothing.
    bool is_silent() const { return tokens_.has_control || tokens_.has_broken_quote; }

    std::string indentation(const Token& token) const {
        std::size_t begin = token.begin;
        while (begin > 0 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) --begin;
        return std::string(text_.substr(begin, token.begin - begin));
    }

    const SourceFile& file_;
    std::string_view text_;
    Tokens& tokens_;
    Balance left_;  // what still has to be mended
    Reporter& report_;
    std::vector<Token> out_;
    std::vector<OpenBlock> open_;
    std::uint32_t statement_ = 0;
    std::uint32_t missing_ = 0;
    std::uint32_t fix_at_ = 0;
    std::optional<std::uint32_t> culprit_;
    bool in_statement_ = false;
    bool has_stray_ = false;
};

}  // namespace

void mend_braces(const SourceFile& file, Tokens& tokens, Reporter& report) {
    const Balance balance = balance_of(tokens.list);
    if (!balance.is_even()) BraceMender(file, tokens, balance, report).run();
}

}  // namespace stackc::nginx
