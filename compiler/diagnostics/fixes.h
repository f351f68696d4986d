// Applies the fixes of diagnostics to texts: sorted edits that do not overlap, all of a fix or
// nothing of it.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_map.h"

namespace stackc {

/// The fix of a diagnostic that would be applied: its first that is at least as safe as
/// `least` asks (unsafe: any), or null.
const Fix* chosen_fix(const Diagnostic& diagnostic, Safety least);

struct AppliedFixes {
    std::map<FileId, std::string> texts;  // of the files that changed
    std::vector<std::size_t> applied;     // indexes of the diagnostics whose fix was applied
};

/// Applies the chosen fix of each diagnostic, in order. A fix that touches what an earlier one
/// changes is left for a later round; one that says just the same edits counts as applied.
AppliedFixes apply_fixes(const SourceMap& sources, std::span<const Diagnostic> diagnostics, Safety least);

}  // namespace stackc
