// The tokens of a shell script: words as they are written, operators, comments and the bodies of
// here-documents. POSIX.1-2017 "Shell Command Language" 2.3, with bash's `[[`, `<(…)` and arrays.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stackc::shell {

enum class TokenKind {
    word,         // with its quotes and substitutions
    control,      // `;`, `&`, `&&`, `||`, `|`, `;;`, `(`, `)`, a line's end
    redirection,  // `>`, `2>&`, `<<`
    comment,
    here_document,  // the lines of one, the last included
    broken,         // a quote or bracket that is never closed: the rest of the text
    end
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::size_t begin = 0, end = 0;  // in the text

    std::string_view in(std::string_view text) const { return text.substr(begin, end - begin); }
};

/// All tokens of `text`, an `end` last.
std::vector<Token> tokenize(std::string_view text);

/// Where the bracket or quote that opens at `at` (`(`, `{`, a quote) is closed: one past its sign;
/// npos where it never is. Works without recursion.
std::size_t end_of_nested(std::string_view text, std::size_t at);

}  // namespace stackc::shell
