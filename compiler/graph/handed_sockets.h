// Sockets that a manager opens and hands to the program it starts (systemd's socket units).
// Which server takes which descriptor is known only when all of them are in the graph.
#pragma once

#include "compiler/graph/graph.h"

namespace stackc {

/// Gives listeners at a descriptor from 3 on the address, mode and owner of the socket that the
/// manager opened. gunicorn takes all sockets that it is handed, whatever its `bind` says.
void resolve_handed_sockets(Graph& graph);

/// Whether the manager opened the socket, with its own rights and in a folder that it makes.
bool is_handed(const Graph& graph, const Listener& listener);

}  // namespace stackc
