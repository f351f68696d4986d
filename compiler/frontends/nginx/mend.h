// Makes the tokens of a broken file a list that the grammar takes: a `;` or a brace that was
// forgotten gets a token of its own, a brace too many is set apart. One mistake is reported
// once, at its own line and not where nginx notices it.
#pragma once

#include "compiler/frontends/nginx/lexer.h"

namespace stackc::nginx {

/// `tokens` with every statement ended and every brace matched.
void mend_statements(const SourceFile& file, Tokens& tokens, Reporter& report);
void mend_braces(const SourceFile& file, Tokens& tokens, Reporter& report);

}  // namespace stackc::nginx
