// Text to Document: the lexer's tokens through the grammar, items into nodes.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/syntax/document.h"

namespace stackc::stack {

/// The tree of a description. A list's brackets are words of their own, `[` and `]`; a word
/// with `${name}` has a hole, since what it means is known only with its lets.
Document parse(const SourceFile& file, Reporter& report);

}  // namespace stackc::stack
