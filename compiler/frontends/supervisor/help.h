// What an editor or `stackc explain` shows about supervisor's keys, and what may stand at a place.
#pragma once

#include "compiler/frontends/frontend.h"

namespace stackc::supervisor {

std::string hover(const Document& document, std::uint32_t offset);
std::vector<Completion> complete(const Document& document, std::uint32_t offset,
                                 const Graph& graph);
/// A key, or `section.key` where several sections have it.
std::string explain(std::string_view key);

}  // namespace stackc::supervisor
