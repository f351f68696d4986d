// From what was reported to what is shown: severities, suppressions, per-path ignores, order.
#pragma once

#include <vector>

#include "tools/session/session.h"

namespace stackc {

/// Fills `analysis.diagnostics` and the counts: sorted by path, place and rule, each once.
void settle(std::vector<Diagnostic> reported, const SessionOptions& options, Analysis& analysis, const SourceMap& sources);

}  // namespace stackc
