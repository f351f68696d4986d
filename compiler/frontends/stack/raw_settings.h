// The settings that a `raw` text says again, although a statement says them.
#pragma once

#include <string_view>

#include "compiler/diagnostics/reporter.h"
#include "compiler/frontends/stack/tree.h"

namespace stackc::stack {

/// Reports settings in the `raw` texts of `block` that contradict its statements. `entry_app`
/// is the app that a service runs, or null.
void check_raw(const Item& block, const Item* entry_app, Reporter& report);

}  // namespace stackc::stack
