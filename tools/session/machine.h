// What the machine itself says, from a sysroot or this host: accounts, the state of paths,
// commands, Python modules and the addresses that are taken.
#pragma once

#include "tools/session/session.h"

namespace stackc {

/// Fills users and groups from passwd and group of the sysroot or (with --live) this machine.
void read_accounts(const FileSystem& files, const SessionOptions& options, Graph& graph);

/// Looks up every path that the graph's nodes need and the folders above them, the programs that
/// managers start, the modules that servers import and, with --live, the addresses in use.
/// What only this host can tell and no rule asks for again is reported at once.
void read_machine(const FileSystem& files, const SessionOptions& options, Graph& graph, Reporter& report);

}  // namespace stackc
