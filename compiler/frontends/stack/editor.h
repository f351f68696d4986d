// What editors and `stackc explain` ask of the stack language, answered from the table of
// statements, and the manual that is made from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/frontend.h"

namespace stackc::stack {

std::string hover(const Document& document, std::uint32_t offset);
std::vector<Completion> complete(const Document& document, std::uint32_t offset,
                                 const Graph& graph);
/// The page of `listen` (in every block that has it) or of `service.listen`.
std::string explain(std::string_view name);
/// docs/language.md.
std::string manual();
/// The document laid out anew: two blanks for each level, one statement a line.
std::string format(const Document& document);

}  // namespace stackc::stack
