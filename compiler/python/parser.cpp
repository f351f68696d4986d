#include "compiler/python/parser.h"

#include <grammar/Python/PythonParser.h>

#include <algorithm>
#include <optional>

#include "compiler/python/tree_builder.h"
#include "compiler/syntax/seen_tokens.h"

namespace stackc::python {

using grammar::Python::PythonParser;

static_assert(static_cast<int>(PythonParser::NAME) == static_cast<int>(TokenKind::name));
static_assert(static_cast<int>(PythonParser::ERROR) == static_cast<int>(TokenKind::error));
static_assert(static_cast<int>(PythonParser::WITH_RPAR) ==
              static_cast<int>(TokenKind::with_right_paren));
static_assert(static_cast<int>(PythonParser::EXCLAMATION) ==
              static_cast<int>(TokenKind::exclamation));
static_assert(static_cast<int>(PythonParser::COMPARE) == static_cast<int>(TokenKind::compare));
static_assert(static_cast<int>(PythonParser::TYPE) == static_cast<int>(TokenKind::type));

namespace {

/// The token after the statement that starts at `begin` and went wrong at `wrong`.
std::size_t after_statement(const std::vector<Token>& tokens, std::size_t begin,
                            std::size_t wrong) {
    std::size_t depth = 0;
    for (std::size_t i = begin; i < tokens.size(); ++i) {
        if (tokens[i].kind == TokenKind::indent) ++depth;
        if (tokens[i].kind == TokenKind::dedent && depth > 0) --depth;
        const bool ends =
            tokens[i].kind == TokenKind::newline || tokens[i].kind == TokenKind::dedent;
        const bool goes_on = i + 1 < tokens.size() && (tokens[i + 1].kind == TokenKind::indent ||
                                                       tokens[i + 1].kind == TokenKind::dedent);
        if (i >= wrong && depth == 0 && ends && !goes_on) return i + 1;
    }
    return tokens.size();
}

Mistake mistake_at(const std::vector<Token>& tokens, std::size_t begin, std::size_t wrong,
                   std::size_t next) {
    wrong = std::min(wrong, tokens.size() - 1);
    Mistake mistake{
        {tokens[begin].begin, tokens[wrong].end}, tokens[wrong].begin, tokens[wrong].end};
    for (std::size_t i = begin; i < next; ++i) {
        mistake.place.begin = std::min(mistake.place.begin, tokens[i].begin);
        mistake.place.end = std::max(mistake.place.end, tokens[i].end);
    }
    return mistake;
}

}  // namespace

Parsed parse(const SourceFile& file) {
    Tokens tokens = tokenize(file.text());
    Parsed result;
    TreeBuilder builder(file, tokens.list);
    if (tokens.is_cut) {
        builder.forget();
        result.is_too_large = true;
        result.tree = std::make_shared<const Tree>(builder.finish());
        return result;
    }
    SeenTokens<python::Token> stream(tokens.list);
    PythonParser parser(&stream);
    parser.setBuildParseTree(false);
    parser.removeErrorListeners();
    parser.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
    parser.tree = &builder;
    while (stream.index() < tokens.list.size()) {
        const std::size_t begin = stream.index();
        bool is_wrong = false;
        try {
            parser.statement();
            builder.take_statements();
        } catch (const antlr4::ParseCancellationException&) {
            is_wrong = true;
        } catch (const NotPython&) {
            is_wrong = true;
        }
        if (is_wrong) {
            builder.forget();
            const std::size_t wrong = stream.index();
            const std::size_t next = after_statement(tokens.list, begin, wrong);
            result.mistakes.push_back(mistake_at(tokens.list, begin, wrong, next));
            stream.seek(next);
            parser.reset();
            stream.seek(next);
        }
        parser.getTreeTracker().reset();
    }
    result.tree = std::make_shared<const Tree>(builder.finish());
    result.comments = std::move(tokens.comments);
    result.strays = std::move(tokens.strays);
    return result;
}

// -------------------------------------------------------------------------------- document

namespace {

/// Writes the statements of the file itself, what could not be read and the comments, in order.
class Writer {
  public:
    Writer(std::string_view dialect, const SourceFile& file, const Parsed& parsed)
        : file_(file), parsed_(parsed), tree_(*parsed.tree), out_(dialect, file) {}

    Document write() {
        out_.attach(parsed_.tree);
        if (parsed_.is_too_large) {
            const std::uint32_t begin = file_.text().starts_with("\xef\xbb\xbf") ? 3 : 0;
            out_.error({file_.id, begin, static_cast<std::uint32_t>(file_.text().size())});
            return out_.finish();
        }
        for (const Piece& piece : pieces()) add(piece);
        return out_.finish();
    }

  private:
    enum class Rank : std::uint8_t { error, statement, comment, stray };
    struct Piece {
        Place place;
        Rank rank{};
        NodeIndex node = 0;
    };

    std::vector<Piece> pieces() const {
        std::vector<Piece> pieces;
        for (const NodeIndex index : tree_.statements()) {
            const Node& node = tree_.node(index);
            pieces.push_back({{node.begin, node.end}, Rank::statement, index});
        }
        for (const Mistake& mistake : parsed_.mistakes) {
            if (mistake.place.end > mistake.place.begin)
                pieces.push_back({mistake.place, Rank::error});
        }
        for (const Place& place : parsed_.comments) pieces.push_back({place, Rank::comment});
        for (const Place& place : parsed_.strays) pieces.push_back({place, Rank::stray});
        std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
            return a.place.begin != b.place.begin ? a.place.begin < b.place.begin : a.rank < b.rank;
        });
        return pieces;
    }

    void add(const Piece& piece) {
        Span span{file_.id, piece.place.begin, piece.place.end};
        if (piece.place.begin < last_end_) {
            // A comment or a joined line inside a statement.
            if (piece.rank == Rank::comment && last_ && piece.place.end <= last_end_)
                out_.comment_in(*last_, span);
            if (piece.place.end <= last_end_) return;
            span.begin = last_end_;
            if (piece.rank == Rank::stray) return;
        }
        last_.reset();
        last_end_ = piece.place.end;
        switch (piece.rank) {
            case Rank::comment:
                out_.comment(span);
                break;
            case Rank::stray:
                out_.opaque(span);
                break;
            case Rank::error:
                out_.error(span);
                break;
            case Rank::statement:
                last_ = statement(tree_.node(piece.node), span);
                break;
        }
    }

    /// `NAME = value` is named by what it assigns, other statements by their first word.
    NodeId statement(const Node& node, Span span) {
        const bool is_assignment = node.kind == Kind::assign || node.kind == Kind::annotated ||
                                   node.kind == Kind::augmented;
        if (is_assignment && node.child_count >= 2 && tree_.child(node, 0).kind == Kind::name) {
            Word value = out_.word(tree_.span(tree_.child(node, node.child_count - 1)));
            value.has_hole = true;  // what it means is the evaluator's matter
            return out_.statement(span, span, out_.word(tree_.span(tree_.child(node, 0))),
                                  std::span(&value, 1));
        }
        const std::string_view text = file_.text(span);
        const std::size_t length = std::clamp<std::size_t>(
            std::min(text.find_first_of(" \t\r\n\f(:;.[=\\"), text.size()), 1, text.size());
        const Word name =
            out_.word({file_.id, span.begin, span.begin + static_cast<std::uint32_t>(length)});
        return out_.statement(span, span, name, {});
    }

    const SourceFile& file_;
    const Parsed& parsed_;
    const Tree& tree_;
    DocumentBuilder out_;
    std::optional<NodeId> last_;  // the statement added last, for comments inside it
    std::uint32_t last_end_ = 0;
};

}  // namespace

Document to_document(std::string_view dialect, const SourceFile& file, const Parsed& parsed) {
    return Writer(dialect, file, parsed).write();
}

/// Signs of a file that is made by a template, or that is written for Python 2.
static bool may_be_something_else(std::string_view text) {
    static constexpr std::string_view signs[] = {
        "{%", "{{", "print \"", "print '", "except Exception, ", "<%"};
    return std::any_of(std::begin(signs), std::end(signs), [&](std::string_view sign) {
        return text.find(sign) != std::string_view::npos;
    });
}

Document read_document(std::string_view dialect, const SourceFile& file, Reporter& report) {
    const Parsed parsed = parse(file);
    if (parsed.is_too_large)
        report.at("PYT001", {file.id, 0, 0}, "the file is too large to be read as Python")
            .uncertain();
    // What follows the first mistake is often its consequence.
    if (!parsed.mistakes.empty()) {
        const Mistake& mistake = parsed.mistakes.front();
        auto found = report.at("PYT001", {file.id, mistake.at, mistake.end},
                               "this is no Python: the statement stops making sense here");
        found
            .label({file.id, mistake.place.begin, mistake.place.begin}, "the statement starts here")
            .note("Python raises `SyntaxError` and the server does not start");
        if (may_be_something_else(file.text())) found.uncertain();
    }
    return to_document(dialect, file, parsed);
}

std::shared_ptr<const Tree> tree_of(const Document& document) {
    return std::static_pointer_cast<const Tree>(document.attachment());
}

}  // namespace stackc::python
