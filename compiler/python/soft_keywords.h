// `match`, `case` and `type` are names almost everywhere; a look at the whole line tells where
// they are keywords. Likewise the brackets of `with (a as b, c as d):`.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/python/token.h"

namespace stackc::python {

/// Gives the tokens that are soft keywords here their own kinds.
void mark_soft_keywords(std::string_view text, std::vector<Token>& tokens);

}  // namespace stackc::python
