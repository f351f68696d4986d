// Findings that rest on settings which the files make likely but do not prove: the environment may
// name other settings, or a file that is not here override them. One place for all rules; the
// engine asks after each.
#pragma once

#include "validators/engine/rule.h"

namespace stackc {

/// Whether what `found` points at holds only if nothing outside the files says otherwise.
bool rests_on_doubt(const Graph& graph, const Diagnostic& found);

}  // namespace stackc
