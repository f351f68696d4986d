// How XST001 and XST002 speak of a target that several servers may be meant by.
#pragma once

#include <string>

#include "compiler/diagnostics/reporter.h"
#include "compiler/graph/links.h"

namespace stackc {

/// "2 servers wait at other addresses".
std::string waiting_servers(const Miss& miss);

/// A label at each server that waits but the first.
void label_others(const Graph& graph, const Miss& miss, DiagnosticBuilder& found);

}  // namespace stackc
