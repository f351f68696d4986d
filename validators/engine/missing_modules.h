// What the rules on modules that servers import say alike.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/graph/graph.h"

namespace stackc {

/// Reports each application module of servers of `kind` that Python does not find, or that has no
/// such callable.
void report_missing_applications(const Graph& graph, Reporter& report, ServerKind kind);

}  // namespace stackc
