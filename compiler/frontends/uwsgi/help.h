// What an editor or `stackc explain` shows about uWSGI's options, and what may stand at a place.
#pragma once

#include "compiler/frontends/frontend.h"

namespace stackc::uwsgi {

std::string hover(const Document& document, std::uint32_t offset);
std::vector<Completion> complete(const Document& document, std::uint32_t offset,
                                 const Graph& graph);
std::string explain(std::string_view option);

}  // namespace stackc::uwsgi
