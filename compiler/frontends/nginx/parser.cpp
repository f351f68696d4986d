#include "compiler/frontends/nginx/parser.h"

#include <grammar/Nginx/NginxParser.h>

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/complaint.h"
#include "compiler/frontends/nginx/instances.h"
#include "compiler/frontends/nginx/lexer.h"
#include "compiler/frontends/nginx/mend.h"
#include "compiler/frontends/nginx/pass_on.h"
#include "compiler/frontends/nginx/typography.h"
#include "compiler/syntax/seen_tokens.h"

namespace stackc::nginx {

using grammar::Nginx::NginxEvents;
using grammar::Nginx::NginxParser;

static_assert(static_cast<int>(NginxParser::WORD) == static_cast<int>(TokenKind::word));
static_assert(static_cast<int>(NginxParser::OPAQUE) == static_cast<int>(TokenKind::opaque));
static_assert(static_cast<int>(NginxParser::STRAY_RBRACE) == static_cast<int>(TokenKind::stray_close));

namespace {

/// Builds the document from what the parser says.
class Builder final : public NginxEvents {
  public:
    Builder(const SourceFile& file, Reporter& report) : file_(file), out_("nginx", file), report_(report) {}

    void on_word(antlr4::Token* token) override { words_.push_back(word(of(token))); }
    void on_inner_comment(antlr4::Token* token) override { comments_.push_back(span(of(token))); }
    void on_simple(antlr4::Token* end) override {
        const Span header = join(words_.front().span, words_.back().span);
        add_statement(header, join(header, span(of(end))));
    }
    void on_open(antlr4::Token* brace) override {
        const nginx::Token& token = of(brace);
        // A brace without a name was reported; it is kept as a block for the brace that closes it.
        if (words_.empty()) words_.push_back(Word{{file_.id, token.begin, token.begin}, {}});
        const Span header = join(words_.front().span, words_.back().span);
        check_typography();
        out_.open(header, words_.front(), arguments(), token.kind == TokenKind::open ? span(token) : Span{});
        for (const Span& comment : comments_) out_.comment(comment);
        forget();
    }
    void on_close(antlr4::Token* brace) override {
        const nginx::Token& token = of(brace);
        out_.close(token.kind == TokenKind::close ? span(token) : Span{file_.id, 0, 0});
    }
    void on_comment(antlr4::Token* token) override { out_.comment(span(of(token))); }
    void on_opaque(antlr4::Token* token) override { out_.opaque(span(of(token))); }
    void on_error(antlr4::Token* token) override { out_.error(span(of(token))); }

    /// Keeps what was read of a statement that the parser gave up as an error.
    void give_up() {
        if (words_.empty()) return;
        Span whole = join(words_.front().span, words_.back().span);
        if (!comments_.empty()) whole = join(whole, comments_.back());
        out_.error(whole);
        forget();
    }

    Document finish(bool has_errors) {
        if (has_errors) out_.mark_errors();
        return out_.finish();
    }

  private:
    static const nginx::Token& of(antlr4::Token* token) { return *static_cast<SeenToken<nginx::Token>*>(token)->token(); }
    Span span(const nginx::Token& token) const { return {file_.id, token.begin, token.end}; }
    std::span<const Word> arguments() const { return std::span(words_).subspan(1); }

    Word word(const nginx::Token& token);
    void add_statement(Span header, Span whole) {
        check_typography();
        const NodeId statement = out_.statement(whole, header, words_.front(), arguments());
        for (const Span& comment : comments_) out_.comment_in(statement, comment);
        forget();
    }
    void check_typography() {
        if (report_typography(words_, file_, report_)) out_.mark_errors();
    }
    void forget() {
        words_.clear();
        comments_.clear();
    }

    const SourceFile& file_;
    DocumentBuilder out_;
    Reporter& report_;
    std::vector<Word> words_;
    std::vector<Span> comments_;
};

Word Builder::word(const nginx::Token& token) {
    std::string_view inside = file_.text().substr(token.begin, token.end - token.begin);
    if (token.quote != 0) {
        inside.remove_prefix(1);
        if (inside.ends_with(token.quote)) inside.remove_suffix(1);
    }
    Word result{span(token), inside, token.quote, token.has_hole};
    if (token.has_escape) result.value = out_.word(span(token), unescaped(inside), token.quote).value;
    return result;
}

}  // namespace

std::string unescaped(std::string_view text) {
    std::string value;
    value.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (text[i] != '\\' || std::string_view("\"'\\trn").find(next) == std::string_view::npos || next == '\0') {
            value += text[i];
            continue;
        }
        ++i;
        value += next == 't' ? '\t' : next == 'r' ? '\r' : next == 'n' ? '\n' : next;
    }
    return value;
}

static Document read(const SourceFile& file, Reporter& report) {
    Tokens tokens = tokenize(file, report);
    mend_statements(file, tokens, report);
    mend_braces(file, tokens, report);
    SeenTokens<nginx::Token> stream(tokens.list);
    NginxParser parser(&stream);
    parser.setBuildParseTree(false);
    parser.removeErrorListeners();
    parser.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
    Builder builder(file, report);
    parser.events = &builder;
    // `file : item* EOF` one item at a time, so that the contexts of a large file are not kept.
    while (stream.LA(1) != antlr4::Token::EOF) {
        try {
            parser.item();
        } catch (const antlr4::ParseCancellationException&) {
            // The mending pass leaves nothing that the grammar does not take; should it, no byte
            // of the file is lost.
            builder.give_up();
            if (stream.LA(1) != antlr4::Token::EOF) builder.on_error(stream.LT(1));
            stream.consume();
        }
        parser.getTreeTracker().reset();
    }
    return builder.finish(tokens.has_errors);
}

/// Says at the mistake before it where nginx notices that something is wrong.
static void add_complaint(const Document& document, std::vector<Diagnostic>& found) {
    const bool has_template = std::any_of(found.begin(), found.end(), [](const Diagnostic& each) { return each.rule == "NGX011"; });
    if (found.empty() || has_template) return;
    const auto complaint = first_complaint(document.text(), is_whole(document) ? set_of(Context::main) : guess_contexts(document));
    if (!complaint) return;
    const auto offset = static_cast<std::uint32_t>(complaint->offset);
    const auto size = static_cast<std::uint32_t>(document.text().size());
    Diagnostic* nearest = &found.front();
    for (Diagnostic& each : found) {
        if (each.primary.span.begin <= offset && each.primary.span.begin >= nearest->primary.span.begin) nearest = &each;
    }
    nearest->related.push_back({{document.file(), offset, std::min(offset + 1, size)}, fmt::format("nginx names this line: {}", quoted(complaint->message))});
}

Document parse(const SourceFile& file, Reporter& report) {
    std::vector<Diagnostic> found;
    Reporter local = Reporter(found);
    Document document = read(file, local);
    add_complaint(document, found);
    for (Diagnostic& each : found) pass_on(std::move(each), report);
    return document;
}

}  // namespace stackc::nginx
