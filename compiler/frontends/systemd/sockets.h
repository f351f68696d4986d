// The sockets that a socket unit opens for its service.
#pragma once

#include <vector>

#include "compiler/frontends/frontend.h"

namespace stackc::systemd {

/// Adds the sockets of a unit in the order of their descriptors. False where the service gets
/// something else: a process for each connection, or an address that could not be read.
bool add_sockets(const Workspace& workspace, const Document& unit, std::vector<HandedSocket>& sockets);

}  // namespace stackc::systemd
