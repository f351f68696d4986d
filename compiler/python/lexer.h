// Cuts a Python file into the tokens of grammar/Python.g4. Layout becomes tokens too: NEWLINE,
// INDENT and DEDENT, which are empty places at the end of what stands before them.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/python/token.h"

namespace stackc::python {

/// A place in the text, in bytes.
struct Place {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

struct Tokens {
    std::vector<Token> list;
    std::vector<Place> comments;  // from `#` to the end of the line
    std::vector<Place> strays;    // bytes that belong to no token: a backslash that joins lines
    bool is_cut = false;          // there were more than `most_tokens`: the list ends early
};

// A settings file has some thousand tokens; beyond this it is data.
inline constexpr std::size_t most_tokens = 300'000;

/// What Python 3.11's tokenizer (Parser/tokenizer.c) makes of `text`, f-strings as 3.12 reads
/// them. What no Python takes is an `error` token.
Tokens tokenize(std::string_view text);

/// The encoding that a comment in the first two lines names, lower case; empty where none does.
std::string_view stated_encoding(std::string_view text);

}  // namespace stackc::python
