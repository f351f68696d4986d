// Translates between stackc's values and the protocol's: positions, ranges, diagnostics.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_map.h"
#include "tools/lsp/json.h"

namespace stackc::lsp {

/// The protocol's position; throws InvalidParams where it is none.
Position read_position(const Json& position);

Json to_json(Position position);
Json to_range(const LineIndex& lines, Span span, Encoding encoding);

/// The protocol's number of a severity: 1 error, 2 warning, 3 information.
int to_lsp(Severity severity);

}  // namespace stackc::lsp
