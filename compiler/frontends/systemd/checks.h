// What systemd refuses or passes over in a unit file: the rules that need its table of keys.
// Facts were tried with `systemd-analyze verify` of systemd 252.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/syntax/document.h"

namespace stackc::systemd {

/// Reports SYD001, SYD002, SYD004 to SYD011 and SYD015 to SYD017.
void check(const Document& document, Reporter& report);

}  // namespace stackc::systemd
