#include "compiler/frontends/ini/ini_parser.h"

#include <antlr4-runtime.h>

#include "compiler/base/text.h"
#include "grammar/Ini/IniParser.h"

namespace stackc::ini {

namespace {

using grammar::Ini::IniParser;

std::size_t token_type(TokenKind kind) {
    switch (kind) {
        case TokenKind::section:
            return IniParser::SECTION;
        case TokenKind::trailing:
            return IniParser::TRAILING;
        case TokenKind::key:
            return IniParser::KEY;
        case TokenKind::separator:
            return IniParser::SEPARATOR;
        case TokenKind::value:
            return IniParser::VALUE;
        case TokenKind::continuation:
            return IniParser::CONTINUATION;
        case TokenKind::comment:
            return IniParser::COMMENT;
        case TokenKind::template_line:
            return IniParser::TEMPLATE;
        case TokenKind::garbage:
            return IniParser::GARBAGE;
        case TokenKind::end:
            return antlr4::Token::EOF;
    }
    return antlr4::Token::EOF;
}

/// Hands our tokens to the generated parser.
class IniTokenSource final : public antlr4::TokenSource {
  public:
    explicit IniTokenSource(std::span<const IniToken> tokens) : tokens_(tokens) {}

    std::unique_ptr<antlr4::Token> nextToken() override {
        const IniToken token = at_ < tokens_.size() ? tokens_[at_++] : IniToken{};
        auto result = std::make_unique<antlr4::CommonToken>(token_type(token.kind));
        result->setStartIndex(token.begin);
        result->setStopIndex(token.end);  // exclusive: only we read it
        return result;
    }
    size_t getLine() const override { return 0; }
    size_t getCharPositionInLine() override { return 0; }
    antlr4::CharStream* getInputStream() override { return nullptr; }
    std::string getSourceName() override { return "ini"; }
    antlr4::TokenFactory<antlr4::CommonToken>* getTokenFactory() override {
        return antlr4::CommonTokenFactory::DEFAULT.get();
    }

  private:
    std::span<const IniToken> tokens_;
    std::size_t at_ = 0;
};

bool starts_line(TokenKind kind) {
    return kind != TokenKind::separator && kind != TokenKind::value && kind != TokenKind::trailing;
}

/// Lines are productions of their own, so that a file may be parsed some lines at a time: a
/// parse tree takes hundreds of bytes a token, and a file may have millions of lines.
std::size_t end_of_batch(std::span<const IniToken> tokens, std::size_t begin) {
    constexpr std::size_t batch = 4096;
    std::size_t end = std::min(begin + batch, tokens.size());
    while (end < tokens.size() && !starts_line(tokens[end].kind)) ++end;
    return end;
}

/// Puts the lines of the parse tree into a document.
class TreeReader {
  public:
    TreeReader(const SourceFile& file, const IniOptions& options,
               const std::function<void(Span)>& on_garbage)
        : file_(file),
          options_(options),
          on_garbage_(on_garbage),
          builder_(options.dialect, file) {}

    void read(IniParser::FileContext& tree) {
        for (antlr4::tree::ParseTree* child : tree.children) {
            if (auto* line = dynamic_cast<IniParser::LineContext*>(child)) read_line(*line);
        }
    }

    Document finish() {
        flush();
        return builder_.finish();
    }

  private:
    Span span_of(antlr4::tree::TerminalNode* node) const {
        const antlr4::Token* token = node->getSymbol();
        return {file_.id, static_cast<std::uint32_t>(token->getStartIndex()),
                static_cast<std::uint32_t>(token->getStopIndex())};
    }

    void read_line(IniParser::LineContext& line) {
        if (auto* more = line.continuation())
            return read_continuation(span_of(more->CONTINUATION()));
        // A comment may stand between the lines of a value: the value goes on after it.
        if (auto* comment = line.comment()) return comments_.push_back(span_of(comment->COMMENT()));
        flush();
        if (auto* entry = line.entry()) return read_entry(*entry);
        if (auto* section = line.section()) return read_section(*section);
        if (auto* hole = line.template_line()) {
            builder_.opaque(span_of(hole->TEMPLATE()));
        } else if (auto* garbage = line.garbage()) {
            const Span span = span_of(garbage->GARBAGE());
            builder_.error(span);
            on_garbage_(span);
        }
    }

    void read_continuation(Span span) {
        if (has_entry_) return args_.push_back(word(span));
        // The value that it goes on with lies before a line that is broken and was reported.
        flush();
        builder_.error(span);
    }

    void read_section(IniParser::SectionContext& section) {
        if (builder_.depth() > 0) builder_.close({file_.id, 0, 0});
        const Span brackets = span_of(section.SECTION());
        Span header = brackets;
        std::vector<Word> args;
        if (auto* trailing = section.TRAILING()) {
            args.push_back(builder_.word(span_of(trailing)));
            header.end = args.back().span.end;
        }
        // uWSGI drops the last byte whatever it is; a lone `[` has an empty name.
        const std::uint32_t end = std::max(brackets.begin + 1, brackets.end - 1);
        builder_.open(header, builder_.word({file_.id, brackets.begin + 1, end}), args);
    }

    void read_entry(IniParser::EntryContext& entry) {
        has_entry_ = true;
        const Span key = span_of(entry.KEY());
        name_ = options_.has_continuations ? builder_.word(key, to_lower(file_.text(key)))
                                           : builder_.word(key);
        if (auto* separator = entry.SEPARATOR()) {
            const Span sign = span_of(separator);
            args_.push_back(entry.VALUE() != nullptr
                                ? word(span_of(entry.VALUE()))
                                : builder_.word({file_.id, sign.end, sign.end}));
        }
    }

    Word word(Span span) {
        Word result = builder_.word(span);
        result.has_hole = has_template_hole(result.value);
        return result;
    }

    /// Writes the entry that was being collected, then the comments met since.
    void flush() {
        if (has_entry_) {
            const Span whole{file_.id, name_.span.begin,
                             args_.empty() ? name_.span.end : args_.back().span.end};
            builder_.statement(whole, whole, name_, args_);
        }
        for (const Span comment : comments_) builder_.comment(comment);
        comments_.clear();
        args_.clear();
        has_entry_ = false;
    }

    const SourceFile& file_;
    const IniOptions& options_;
    const std::function<void(Span)>& on_garbage_;
    DocumentBuilder builder_;
    bool has_entry_ = false;
    Word name_;
    std::vector<Word> args_;
    std::vector<Span> comments_;
};

}  // namespace

Document parse(const SourceFile& file, const IniOptions& options,
               const std::function<void(Span)>& on_garbage) {
    const std::vector<IniToken> tokens = tokenize(file.text(), options);
    TreeReader reader(file, options, on_garbage);
    for (std::size_t begin = 0; begin < tokens.size();) {
        const std::size_t end = end_of_batch(tokens, begin);
        IniTokenSource source{std::span<const IniToken>(tokens).subspan(begin, end - begin)};
        antlr4::CommonTokenStream stream(&source);
        IniParser parser(&stream);
        parser.removeErrorListeners();
        reader.read(*parser.file());
        begin = end;
    }
    return reader.finish();
}

MappedText value_of(const Document& document, const Node& statement) {
    MappedText result(statement.name.span);
    bool is_first = true;
    for (const Word& word : document.args(statement)) {
        if (is_first)
            result = MappedText(word.span);
        else
            result.append_replaced("\n", {word.span.file, word.span.begin, word.span.begin});
        is_first = false;
        if (word.has_hole)
            result.append_unknown(word.value, word.span, "a template fills it in");
        else
            result.append_written(word.value, word.span);
    }
    return result;
}

static bool has_at_placeholder(std::string_view text) {
    for (std::size_t at = text.find('@'); at != std::string_view::npos;
         at = text.find('@', at + 1)) {
        const std::size_t end =
            text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", at + 1);
        if (end != std::string_view::npos && end > at + 1 && text[end] == '@') return true;
    }
    return false;
}

bool has_template_hole(std::string_view text) {
    for (const std::string_view sign : {"${", "{{", "{%", "<%"}) {
        if (text.find(sign) != std::string_view::npos) return true;
    }
    return has_at_placeholder(text);
}

bool is_template(const Document& document) {
    for (const Node& node : document.nodes()) {
        if (node.kind == NodeKind::opaque) return true;
    }
    return false;
}

bool has_line(std::string_view text, std::string_view start) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    for (std::size_t at = 0; at != std::string_view::npos;) {
        const std::size_t begin = text.find_first_not_of(" \t", at);
        if (begin == std::string_view::npos) return false;
        if (text.substr(begin).starts_with(start)) return true;
        at = text.find_first_of("\r\n", begin);
        if (at != std::string_view::npos) ++at;
    }
    return false;
}

}  // namespace stackc::ini
