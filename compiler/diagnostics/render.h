// The renderers, one function and one file each: from a report to the text of a format.
#pragma once

#include <string>

#include "compiler/diagnostics/report.h"

namespace stackc {

/// For people: each finding with its source lines, the other ends, notes and fixes.
std::string render_text(const Report& report);
/// The stable JSON of the product contract.
std::string render_json(const Report& report);

}  // namespace stackc
