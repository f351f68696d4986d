// Findings that need no more than one look at this host: they are reported as the graph is
// completed, under rules that have no check of their own.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/graph/graph.h"
#include "tools/session/target_files.h"

namespace stackc {

/// XST117: servers that are to bind an address that is not among `own`.
void report_foreign_addresses(const Graph& graph, const std::vector<std::string>& own, Reporter& report);

/// XST119: `%(ENV_X)s` in supervisor's files where X is not among `known`.
void report_unset_variables(const Graph& graph, const std::vector<std::string>& known, Reporter& report);

/// XST059: links that lead nowhere among the files that nginx's masks include.
void report_broken_links(const TargetFiles& files, const Graph& graph, Reporter& report);

/// XST159: hosts in Django's settings that are names of a network that this machine is not on.
void report_unknown_hosts(const TargetFiles& files, const Graph& graph, Reporter& report);

}  // namespace stackc
