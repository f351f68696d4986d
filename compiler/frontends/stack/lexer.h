// Cuts a stack description into tokens. It decides what ends a statement, which text `raw`
// hands through, and reports what is not closed, so that the grammar above it never fails.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/source/source_map.h"
#include "compiler/syntax/document.h"

namespace stackc::stack {

enum class TokenKind : std::uint8_t {
    word,
    string,
    open,
    close,
    list_open,
    list_close,
    comma,
    end,
    raw,
    end_of_file
};

struct Token {
    TokenKind kind = TokenKind::end_of_file;
    Span span;  // empty for an `end` that is a newline
};

/// Text that belongs to no statement: comments, lone semicolons, characters that were skipped.
struct Leaf {
    NodeKind kind = NodeKind::comment;
    Span span;
};

class Lexer {
  public:
    Lexer(const SourceFile& file, Reporter& report);

    /// The next token; `end_of_file` for ever after the last.
    Token next();
    /// What was passed over so far, in file order.
    const std::vector<Leaf>& leaves() const { return leaves_; }

  private:
    Token make(TokenKind kind, std::uint32_t begin, std::uint32_t end);
    Token word();
    Token string();
    Token broken_interpolation(std::uint32_t begin, std::uint32_t dollar);
    Token list_open();
    Token raw_text();
    std::uint32_t raw_stop(std::uint32_t begin) const;
    void skip_blanks();
    void stray(std::uint32_t size, std::string_view what);
    void single_quoted();
    /// Where a list that goes on at `at` stops: at `]`, or at what cannot stand in a list.
    std::uint32_t list_stop(std::uint32_t at) const;
    std::uint32_t line_end(std::uint32_t at) const;
    Span span(std::uint32_t begin, std::uint32_t end) const { return {file_.id, begin, end}; }

    const SourceFile& file_;
    std::string_view text_;
    Reporter& report_;
    std::uint32_t at_ = 0;
    std::vector<Leaf> leaves_;
    bool is_statement_start_ = true;
    bool is_raw_ = false;  // the statement's name is `raw`
    std::string_view raw_dialect_;
    bool is_in_list_ = false;        // of a list that is closed: newlines are blanks
    bool is_in_open_list_ = false;   // of one that is not
    std::uint32_t inner_lists_ = 0;  // lists in the list, which are wrong and open
    std::uint32_t words_ = 0;        // of this statement
    std::uint32_t unclosed_raws_ = 0;
};

/// One past the word that starts at `at`.
std::uint32_t word_end(std::string_view text, std::uint32_t at);
/// One past the closing quote of the string that starts at `at`, or the line's end.
struct StringEnd {
    std::uint32_t at = 0;
    bool is_closed = false;
};
StringEnd string_end(std::string_view text, std::uint32_t at);

/// One past the brace that closes the text opened by the brace at `at`, as the lexer of
/// `dialect` balances braces; nothing where it never closes.
std::uint32_t raw_end(std::string_view text, std::uint32_t at, std::string_view dialect);

}  // namespace stackc::stack
