// What systemd makes of one line of a unit: its key, and whether the value is of the key's kind.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/syntax/document.h"

namespace stackc::systemd {

/// Reports what systemd passes over or refuses in `Key=value`.
void check_entry(const Document& document, const Node& section, const Node& entry,
                 Reporter& report);

}  // namespace stackc::systemd
