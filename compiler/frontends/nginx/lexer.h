// Cuts an nginx file into tokens, which are places in the text and copy nothing. Words end
// where nginx 1.22.1's ngx_conf_read_token ends them; what nginx would refuse here (quotes that
// do not close, pasted line numbers) is reported and stepped over.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/source/source_map.h"

namespace stackc::nginx {

/// The tokens of grammar/Nginx.g4, in its order.
enum class TokenKind : std::uint8_t {
    word = 1, inner_comment, semicolon, open, close, opaque, comment, template_text, junk,
    missing_semicolon, missing_open, missing_close, stray_close,
};

struct Token {
    TokenKind kind = TokenKind::word;
    char quote = 0;             // the quote that the word starts with, or 0
    bool starts_line = false;   // only white space stands before it on its line
    bool has_hole = false;
    bool has_escape = false;    // its value differs from its text
    bool is_broken = false;     // its quote is not closed; already reported
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

struct Tokens {
    std::vector<Token> list;
    bool has_control = false;  // `{% if %}` and the like: braces need not match
    bool has_broken_quote = false;  // what follows from it is not reported
    bool has_errors = false;
};

Tokens tokenize(const SourceFile& file, Reporter& report);

}  // namespace stackc::nginx
