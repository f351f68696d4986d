#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/directives.h"
#include "compiler/frontends/nginx/mend.h"

namespace stackc::nginx {

namespace {

/// Goes over the statements; `out_` is what the parser will see.
class StatementMender {
  public:
    StatementMender(const SourceFile& file, Tokens& tokens, Reporter& report)
        : file_(file), text_(file.text()), tokens_(tokens), report_(report) {}

    void run() {
        out_.reserve(tokens_.list.size() + 16);
        for (const Token& token : tokens_.list) take(token);
        finish(TokenKind::close, static_cast<std::uint32_t>(text_.size()), "the end of the file");
        forget_words();
        tokens_.list = std::move(out_);
    }

  private:
    std::string_view text(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
    Span span(std::uint32_t begin, std::uint32_t end) const { return {file_.id, begin, end}; }
    Span span(const Token& token) const { return span(token.begin, token.end); }
    Context here() const { return contexts_.empty() ? Context::unknown : contexts_.back(); }

    void take(const Token& token) {
        switch (token.kind) {
            case TokenKind::word:
                if (!words_.empty() && token.starts_line) is_wrapped_ = true;
                words_.push_back(static_cast<std::uint32_t>(pending_.size()));
                pending_.push_back(token);
                return;
            case TokenKind::inner_comment:
                pending_.push_back(token);
                return;
            case TokenKind::semicolon:
            case TokenKind::open:
                if (is_wrapped_) split(token.kind);
                if (token.kind == TokenKind::open) enter();
                break;
            case TokenKind::close:
                finish(TokenKind::close, token.begin, "`}`");
                if (!contexts_.empty()) contexts_.pop_back();
                break;
            case TokenKind::template_text:
            case TokenKind::junk:
                finish(token.kind, token.begin, "what follows");
                break;
            case TokenKind::opaque:
            case TokenKind::comment:
            case TokenKind::missing_semicolon:
            case TokenKind::missing_open:
            case TokenKind::missing_close:
            case TokenKind::stray_close:
                break;
        }
        forget_words();
        out_.push_back(token);
    }

    /// Hands on what is left of the statement.
    void forget_words() {
        out_.insert(out_.end(), pending_.begin() + handed_, pending_.end());
        pending_.clear();
        words_.clear();
        first_ = 0;
        handed_ = 0;
        is_wrapped_ = false;
    }

    /// A block begins whose name is the first waiting word.
    void enter() {
        contexts_.push_back(words_.empty() ? Context::unknown : inside(text(word(0))));
    }

    /// The context inside `name`; at the top of a file any context may be meant.
    Context inside(std::string_view name) const {
        if (!contexts_.empty()) return context_inside(name, here());
        for (const Context outer : {Context::main, Context::http, Context::server, Context::location, Context::stream}) {
            const Context inner = context_inside(name, outer);
            if (inner != Context::unknown) return inner;
        }
        return Context::unknown;
    }

    bool may_stand_here(const DirectiveRow& row) const {
        return here() == Context::unknown || row.stands_in(set_of(here()));
    }

    /// Whether nginx would take `name` with `count` arguments here.
    bool is_complete(std::string_view name, std::size_t count, bool as_block) const {
        const auto rows = find_directive(name);
        return std::any_of(rows.begin(), rows.end(), [&](const DirectiveRow& row) {
            return may_stand_here(row) && row.takes(count) && row.has(is_block) == as_block;
        });
    }
    bool is_known_here(std::string_view name) const {
        const auto rows = find_directive(name);
        return std::any_of(rows.begin(), rows.end(), [&](const DirectiveRow& row) { return may_stand_here(row); });
    }
    bool is_only_block(std::string_view name) const {
        const auto rows = find_directive(name);
        bool is_known = false;
        for (const DirectiveRow& row : rows) {
            if (!may_stand_here(row)) continue;
            if (!row.has(is_block)) return false;
            is_known = true;
        }
        return is_known;
    }

    /// The words that are left of the statement.
    const Token& word(std::size_t index) const { return pending_[words_[first_ + index]]; }
    std::size_t word_count() const { return words_.size() - first_; }

    /// The first later line that starts a directive after a complete one, or 0.
    std::size_t find_split(bool& lacks_brace) const {
        const std::string_view name = text(word(0));
        for (std::size_t i = 1; i < word_count(); ++i) {
            const Token& next = word(i);
            if (!next.starts_line || next.quote != 0 || next.has_hole || find_directive(text(next)).empty()) continue;
            if (is_complete(name, i - 1, false)) {
                lacks_brace = false;
                return i;
            }
            if (is_complete(name, i - 1, true)) {
                lacks_brace = true;
                return i;
            }
        }
        return 0;
    }

    /// Cuts a statement that runs over several lines where a `;` or `{` was forgotten.
    void split(TokenKind end) {
        if (here() == Context::entries) return;
        while (word_count() > 1) {
            bool lacks_brace = false;
            const std::size_t at = find_split(lacks_brace);
            if (at == 0) return;
            const bool is_accepted = is_complete(text(word(0)), word_count() - 1, end == TokenKind::open) && takes_word(at);
            // nginx takes `server_name a⏎ root /srv;` for three names: likely a mistake, but a legal one.
            if (is_accepted) return is_likely(at, end) && !lacks_brace ? report_semicolon(at, true) : void();
            if (lacks_brace) {
                report_brace(at);
                enter();
            } else {
                report_semicolon(at, false);
            }
            cut(at, lacks_brace ? TokenKind::missing_open : TokenKind::missing_semicolon);
        }
    }

    /// Whether nginx would take the word `at` for an argument.
    bool takes_word(std::size_t at) const {
        const auto rows = find_directive(text(word(0)));
        return std::any_of(rows.begin(), rows.end(), [&](const DirectiveRow& row) { return may_stand_here(row) && may_take(row, text(word(at))); });
    }

    /// Whether the words from `at` on look like a whole directive, not like more arguments.
    bool is_likely(std::size_t at, TokenKind end) const {
        return is_known_here(text(word(at))) && is_complete(text(word(at)), word_count() - at - 1, end == TokenKind::open) &&
               word_count() > at + 1 && here() != Context::unknown;
    }

    /// Hands on what stands before the word `at`, comments too, and puts `kind` after it.
    void cut(std::size_t at, TokenKind kind) {
        const std::uint32_t next = words_[first_ + at];
        out_.insert(out_.end(), pending_.begin() + handed_, pending_.begin() + next);
        handed_ = next;
        first_ += at;
        insert_end(kind);
    }

    void report_semicolon(std::size_t at, bool is_accepted) {
        const Token last = word(at - 1);
        const Token next = word(at);
        // A full-width semicolon is reported as such.
        if (last.is_broken || text(last).ends_with("\uff1b") || text(last).ends_with("\u037e")) return;
        auto found = report_.at("NGX001", span(last), fmt::format("directive `{}` has no `;` before `{}`", quoted(text(word(0)), 40),
                                                                  quoted(text(next), 40)));
        found.label(span(next), "nginx reads this as one more argument")
            .fix("insert `;`", Safety::unsafe, {{span(last.end, last.end), ";"}});
        if (is_accepted) found.uncertain();
        else tokens_.has_errors = true;
    }

    void report_brace(std::size_t at) {
        const Token last = word(at - 1);
        report_.at("NGX002", span(word(0)), fmt::format("block `{}` has no opening `{{`", quoted(text(word(0)), 40)))
            .note(fmt::format("nginx says: directive \"{}\" has no opening \"{{\"", quoted(text(word(0)), 40)))
            .fix("insert `{`", Safety::unsafe, {{span(last.end, last.end), " {"}});
        tokens_.has_errors = true;
    }

    /// Ends a statement that is still waiting for its `;` when `next` comes.
    void finish(TokenKind end, std::uint32_t next, std::string_view what) {
        if (words_.empty()) return;
        if (is_wrapped_) split(end);
        const Token name = word(0), last = pending_[words_.back()];
        const bool is_silent = end == TokenKind::template_text || tokens_.has_control;
        if (is_only_block(text(name)) && end == TokenKind::close && next < text_.size() && !is_silent) {
            report_brace(word_count());
            enter();
            forget_words();
            insert_end(TokenKind::missing_open);
        } else {
            const bool is_reported = !is_silent && !last.is_broken;
            if (is_reported && word_count() == 1 && !may_be_directive(name)) {
                report_mark(name);
                pending_[words_.back()].kind = TokenKind::junk;
                forget_words();
                return void(tokens_.has_errors = true);
            }
            if (is_reported) report_end(name, last, what, next);
            forget_words();
            insert_end(TokenKind::missing_semicolon);
        }
        tokens_.has_errors = true;
    }

    /// Names of directives are made of letters, digits and `_`; an editor's leftover is not.
    bool may_be_directive(const Token& word) const {
        const std::string_view name = text(word);
        return word.quote != 0 || word.has_hole || std::any_of(name.begin(), name.end(), [](char sign) {
            return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || static_cast<unsigned char>(sign) >= 0x80;
        });
    }

    void report_mark(const Token& mark) {
        report_.at("NGX001", span(mark), fmt::format("`{}` stands alone, nginx expected a directive", quoted(text(mark), 40)))
            .note("nginx says: unexpected end of file, or unexpected \"}\", and names a later line")
            .fix(fmt::format("remove the `{}`", quoted(text(mark), 40)), Safety::unsafe, {{span(mark), ""}});
    }

    void insert_end(TokenKind kind) {
        Token token;
        token.kind = kind;
        token.begin = token.end = out_.back().end;
        out_.push_back(token);
    }

    void report_end(const Token& name, const Token& last, std::string_view what, std::uint32_t next) {
        auto found = report_.at("NGX001", span(last), fmt::format("directive `{}` has no `;` before {}", quoted(text(name), 40), what));
        found.note(next < text_.size() ? "nginx says: unexpected \"}\", and names the line of the brace"
                                       : "nginx says: unexpected end of file, expecting \";\" or \"}\"");
        if (may_be_directive(name)) found.fix("insert `;`", Safety::safe, {{span(last.end, last.end), ";"}});
    }

    const SourceFile& file_;
    std::string_view text_;
    Tokens& tokens_;
    Reporter& report_;
    std::vector<Token> out_;
    std::vector<Token> pending_;        // the statement that is being read
    std::vector<std::uint32_t> words_;  // places in pending_ of its words
    std::size_t first_ = 0;             // the words before were cut off as statements of their own
    std::ptrdiff_t handed_ = 0;         // how much of pending_ is in out_ already
    std::vector<Context> contexts_;
    bool is_wrapped_ = false;           // the statement runs over a line's end
};

}  // namespace

void mend_statements(const SourceFile& file, Tokens& tokens, Reporter& report) {
    StatementMender(file, tokens, report).run();
}

}  // namespace stackc::nginx
