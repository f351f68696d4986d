#include "compiler/frontends/stack/parser.h"

#include <antlr4-runtime.h>
#include <fmt/format.h>
#include <grammar/Stack/StackParser.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "compiler/base/assert.h"
#include "compiler/base/text.h"
#include "compiler/frontends/stack/lexer.h"
#include "compiler/frontends/stack/schema.h"
#include "compiler/frontends/stack/word.h"

namespace stackc::stack {

using Grammar = grammar::Stack::StackParser;

static std::size_t to_grammar(TokenKind kind) {
    switch (kind) {
        case TokenKind::word:
            return Grammar::WORD;
        case TokenKind::string:
            return Grammar::STRING;
        case TokenKind::open:
            return Grammar::OPEN;
        case TokenKind::close:
            return Grammar::CLOSE;
        case TokenKind::list_open:
            return Grammar::LIST_OPEN;
        case TokenKind::list_close:
            return Grammar::LIST_CLOSE;
        case TokenKind::comma:
            return Grammar::COMMA;
        case TokenKind::end:
            return Grammar::END;
        case TokenKind::raw:
            return Grammar::RAW;
        case TokenKind::end_of_file:
            return antlr4::Token::EOF;
    }
    unreachable("TokenKind");
}

namespace {

/// Hands the lexer's tokens to the parser; start and stop carry the span.
class Tokens final : public antlr4::TokenSource {
  public:
    explicit Tokens(Lexer& lexer) : lexer_(lexer) {}
    std::unique_ptr<antlr4::Token> nextToken() override {
        const Token token = lexer_.next();
        return std::make_unique<antlr4::CommonToken>(
            std::pair<antlr4::TokenSource*, antlr4::CharStream*>(this, nullptr),
            to_grammar(token.kind), antlr4::Token::DEFAULT_CHANNEL, token.span.begin,
            token.span.end);
    }
    std::size_t getLine() const override { return 0; }
    std::size_t getCharPositionInLine() override { return 0; }
    antlr4::CharStream* getInputStream() override { return nullptr; }
    std::string getSourceName() override { return "stack"; }
    antlr4::TokenFactory<antlr4::CommonToken>* getTokenFactory() override {
        return antlr4::CommonTokenFactory::DEFAULT.get();
    }

  private:
    Lexer& lexer_;
};

/// Turns items into nodes.
class Converter {
  public:
    Converter(const SourceFile& file, const Lexer& lexer, Reporter& report)
        : file_(file), lexer_(lexer), report_(report), builder_("stack", file) {}

    void item(antlr4::ParserRuleContext& item) {
        tokens_.clear();
        collect(item);
        STACKC_ASSERT(!tokens_.empty());
        const std::size_t kind = tokens_.front()->getType();
        if (kind == Grammar::CLOSE)
            close(span(*tokens_.front()));
        else if (kind != Grammar::END)
            statement();
    }

    Document finish() {
        flush(static_cast<std::uint32_t>(file_.text().size()));
        if (builder_.depth() > 0) unclosed_at_end();
        while (builder_.depth() > 0) close_without_brace();
        return builder_.finish();
    }

  private:
    /// The tokens of an item in order; rules of the grammar nest three deep at most.
    void collect(antlr4::tree::ParseTree& tree) {
        for (antlr4::tree::ParseTree* child : tree.children) {
            if (auto* leaf = dynamic_cast<antlr4::tree::TerminalNode*>(child))
                tokens_.push_back(leaf->getSymbol());
            else
                collect(*child);
        }
    }

    Span span(const antlr4::Token& token) const {
        return {file_.id, static_cast<std::uint32_t>(token.getStartIndex()),
                static_cast<std::uint32_t>(token.getStopIndex())};
    }

    /// Adds what was passed over before `offset`.
    void flush(std::uint32_t offset) {
        const std::vector<Leaf>& leaves = lexer_.leaves();
        for (; next_leaf_ < leaves.size() && leaves[next_leaf_].span.begin < offset; ++next_leaf_) {
            const Leaf& leaf = leaves[next_leaf_];
            if (leaf.kind == NodeKind::comment)
                builder_.comment(leaf.span);
            else if (leaf.kind == NodeKind::opaque)
                builder_.opaque(leaf.span);
            else
                builder_.error(leaf.span);
        }
    }

    std::uint32_t skipped_before(std::uint32_t offset) const {
        const std::vector<Leaf>& leaves = lexer_.leaves();
        std::uint32_t end = 0;
        for (std::size_t i = next_leaf_; i < leaves.size() && leaves[i].span.begin < offset; ++i)
            end = leaves[i].span.end;
        return end;
    }

    Word to_word(const antlr4::Token& token) {
        const Span place = span(token);
        const std::string_view written = file_.text(place);
        const bool is_string = token.getType() == Grammar::STRING;
        Word word = is_string
                        ? builder_.word(place, cook(written, place, {}, &report_), written.front())
                        : builder_.word(place);
        word.has_hole = has_interpolation(written);
        return word;
    }

    void statement() {
        words_.clear();
        const antlr4::Token* end = nullptr;
        const Span first = span(*tokens_.front());
        Span header{file_.id, first.begin, first.begin};
        for (const antlr4::Token* token : tokens_) {
            switch (token->getType()) {
                case Grammar::OPEN:
                case Grammar::RAW:
                case Grammar::END:
                    end = token;
                    break;
                case Grammar::COMMA:
                    header.end = span(*token).end;
                    break;
                default:
                    if (span(*token).is_empty()) break;  // the end of a list that is not closed
                    words_.push_back(to_word(*token));
                    header.end = words_.back().span.end;
            }
        }
        const bool is_named = tokens_.front()->getType() == Grammar::WORD ||
                              tokens_.front()->getType() == Grammar::STRING;
        const Word name =
            is_named ? words_.front() : Word{{file_.id, first.begin, first.begin}, {}};
        const auto args = std::span(words_).subspan(is_named ? 1 : 0);
        const bool is_block = end != nullptr && end->getType() == Grammar::OPEN;
        close_forgotten(name);
        flush(header.begin);
        if (!is_named) nameless(first);
        // What was skipped before the brace belongs to the header, so that nothing stands between.
        if (end != nullptr && end->getType() != Grammar::END)
            header.end = std::max(header.end, skipped_before(span(*end).begin));
        if (is_block) {
            builder_.open(header, name, args);
            open_.push_back({name.value, header, opens(name.value), span(*end)});
        } else if (end != nullptr && end->getType() == Grammar::RAW) {
            const Span text = span(*end);
            builder_.open(header, name, args);
            builder_.opaque(text);
            builder_.close({file_.id, text.end, text.end});
        } else {
            const bool has_sign = end != nullptr && file_.text(span(*end)) == ";";
            builder_.statement(has_sign ? join(header, span(*end)) : header, header, name, args);
        }
    }

    void nameless(Span first) {
        const bool is_inside_another = !open_.empty() && open_.back().name.empty();
        if (is_inside_another) return;
        report_
            .at("STK003", {file_.id, first.begin, first.begin + 1},
                fmt::format("`{}` stands where the name of a statement was expected",
                            quoted(file_.text().substr(first.begin, 1))))
            .note("a block starts with its kind and its name: `service web { … }`");
    }

    Block opens(std::string_view name) const {
        const Block here = open_.empty() ? Block::file : open_.back().block;
        const Statement* known = find_statement(here, name);
        return known == nullptr || known->name == "*" ? Block::none : known->opens;
    }

    void close(Span brace) {
        flush(brace.begin);
        if (builder_.depth() > 0) {
            builder_.close(brace);
            open_.pop_back();
            return;
        }
        builder_.error(brace);
        report_.at("STK028", brace, "`}` closes no block")
            .fix("remove it", Safety::unsafe, {{brace, ""}});
    }

    /// Ends the innermost block with what it holds so far, its opening brace at least.
    void close_without_brace() {
        const std::uint32_t end = open_.back().brace.end;
        builder_.close({file_.id, end, end});
        open_.pop_back();
    }

    std::uint32_t column(std::uint32_t offset) const {
        return file_.source->lines().position(offset, Encoding::utf8).column;
    }
    bool starts_its_line(std::uint32_t offset) const {
        const std::uint32_t begin = offset - column(offset);
        return trim(file_.text().substr(begin, offset - begin)).empty();
    }

    /// A statement that its block may not hold, but one around it may, at the left of what is
    /// open: the braces between were forgotten. `service b {` after an open `service a {`.
    void close_forgotten(const Word& name) {
        if (open_.empty() || open_.back().block == Block::none ||
            find_statement(open_.back().block, name.value) != nullptr)
            return;
        if (!starts_its_line(name.span.begin)) return;
        const std::uint32_t left = column(name.span.begin);
        for (std::size_t keep = open_.size();
             keep > 0 && column(open_[keep - 1].header.begin) >= left; --keep) {
            const Block around = keep == 1 ? Block::file : open_[keep - 2].block;
            const Statement* statement = find_statement(around, name.value);
            if (statement == nullptr || statement->name == "*") continue;
            while (open_.size() >= keep) {
                report_unclosed(open_.back(), name.span);
                close_without_brace();
            }
            return;
        }
    }

    struct Open {
        std::string_view name;
        Span header;
        Block block = Block::none;
        Span brace;
    };

    DiagnosticBuilder report_unclosed(const Open& open, std::optional<Span> before) {
        const std::string title =
            open.header.is_empty() ? "{" : quoted(file_.text(open.header), 60);
        auto builder =
            report_.at("STK025", join(open.header, open.brace),
                       fmt::format("the block `{}` is opened here and not closed", title));
        if (before) builder.label(*before, "`}` was expected before this");
        return builder;
    }

    void unclosed_at_end() {
        auto builder = report_unclosed(open_.back(), std::nullopt);
        builder.note("`}` was expected before the end of the file");
        if (open_.size() > 1)
            builder.note(fmt::format("{} more blocks around it are open", open_.size() - 1));
    }

    const SourceFile& file_;
    const Lexer& lexer_;
    Reporter& report_;
    DocumentBuilder builder_;
    std::vector<antlr4::Token*> tokens_;
    std::vector<Word> words_;
    std::vector<Open> open_;
    std::size_t next_leaf_ = 0;
};

}  // namespace

static constexpr std::size_t most_mistakes = 300;

Document parse(const SourceFile& file, Reporter& all) {
    Reporter report = all.limited(most_mistakes);
    Lexer lexer(file, report);
    Tokens tokens(lexer);
    antlr4::UnbufferedTokenStream stream(&tokens);
    Grammar parser(&stream);
    parser.removeErrorListeners();
    Converter converter(file, lexer, report);
    // One item at a time, so that a long file needs no more memory than its longest statement.
    while (stream.LA(1) != antlr4::Token::EOF) {
        const ssize_t mark = stream.mark();
        converter.item(*parser.item());
        stream.release(mark);
        parser.setContext(nullptr);
        parser.getTreeTracker().reset();
    }
    Document document = converter.finish();
    if (report.is_full()) {
        const auto end = static_cast<std::uint32_t>(file.text().size());
        all.at("STK052", {file.id, end, end},
               fmt::format("the file has more than {} mistakes; the others are not listed",
                           most_mistakes));
    }
    return document;
}

}  // namespace stackc::stack
