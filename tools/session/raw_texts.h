// Checks the texts that descriptions hand through (`raw nginx { … }`) with the front ends of
// their dialects, at the places where they stand.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/graph/graph.h"
#include "compiler/source/source_map.h"

namespace stackc {

/// What the programs would not take of the texts in `graph`. Only what a text says by itself:
/// what needs its surroundings is checked on the files that are generated.
std::vector<Diagnostic> check_raw_texts(const Graph& graph, const SourceMap& sources);

}  // namespace stackc
