// What the machine itself says: accounts and the state of paths, from a sysroot or this host.
#pragma once

#include "tools/session/session.h"

namespace stackc {

/// Fills users and groups from passwd and group of the sysroot or (with --live) this machine.
void read_accounts(const FileSystem& files, const SessionOptions& options, Graph& graph);

/// Looks up every path that the graph's nodes need, and the folders above them.
void read_paths(const FileSystem& files, const SessionOptions& options, Graph& graph);

}  // namespace stackc
