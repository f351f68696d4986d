// Links that file permissions cut, and what the rules about them say alike.
#pragma once

#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/graph/permissions.h"
#include "validators/rules/xst/edits.h"

namespace stackc {

struct RefusedLink {
    Link link;
    ListenerId listener{};
    Refusal refusal;
};

/// Sockets that nginx connects to and may not write to, each listener once.
std::vector<RefusedLink> find_refused_sockets(const Graph& graph);

/// Labels where nginx connects, where its user and the mode are said, and the log line.
void add_ends(const Graph& graph, const RefusedLink& refused, DiagnosticBuilder& found);

}  // namespace stackc
