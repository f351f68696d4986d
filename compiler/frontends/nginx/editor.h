// What an editor and `stackc explain` show of nginx: pages of directives, and what may stand at
// a place. All of it comes from the directive table and the graph.
#pragma once

#include <string>
#include <vector>

#include "compiler/frontends/frontend.h"

namespace stackc::nginx {

/// The page of the directive whose name stands at `offset`, in Markdown.
std::string hover(const Document& document, std::uint32_t offset);

/// Directives that may start a statement at `offset`, or values that may follow one: its own
/// words, and for a `…_pass` the upstreams and sockets that the graph knows.
std::vector<Completion> complete(const Document& document, std::uint32_t offset, const Graph& graph);

/// The page of a directive, in Markdown; empty for a name that no module knows.
std::string explain(std::string_view directive);

/// What a directive does, in a sentence or two; empty where the table says all.
std::string_view description_of(std::string_view directive);

}  // namespace stackc::nginx
