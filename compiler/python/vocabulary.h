// The words and signs of Python, and the letters that its names are made of.
#pragma once

#include <string_view>

#include "compiler/python/token.h"

namespace stackc::python {

/// The keyword that `word` is, or `name`.
TokenKind keyword(std::string_view word);

/// Keywords that start a statement and never stand inside brackets: where a line starts with one,
/// a bracket before it was never closed.
bool starts_only_statements(TokenKind kind);

struct Sign {
    std::string_view text;
    TokenKind kind;
};
/// The longest sign at the start of `text`, or null.
const Sign* find_sign(std::string_view text);

/// Letters of other scripts may stand in names; typographic signs, arrows and pictures may not.
/// `character` is one UTF-8 sequence.
bool may_be_in_name(std::string_view character);

}  // namespace stackc::python
