// Findings that need no more than one look at this host: they are reported as the graph is
// completed, under rules that have no check of their own.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/graph/graph.h"

namespace stackc {

/// XST117: servers that are to bind an address that is not among `own`.
void report_foreign_addresses(const Graph& graph, const std::vector<std::string>& own, Reporter& report);

/// XST119: `%(ENV_X)s` in supervisor's files where X is not among `known`.
void report_unset_variables(const Graph& graph, const std::vector<std::string>& known, Reporter& report);

}  // namespace stackc
