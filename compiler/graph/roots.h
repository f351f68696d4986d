// Services whose `/` is another folder of the machine (systemd's RootDirectory=): what they call
// /run/a.sock lies elsewhere for everybody else. The session calls it once every front end is done.
#pragma once

#include "compiler/graph/graph.h"

namespace stackc {

/// Moves the sockets of such services to where others find them. Where that is not known, neither
/// is the socket's place.
void place_in_roots(Graph& graph);

}  // namespace stackc
