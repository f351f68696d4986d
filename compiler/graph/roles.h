// What kinds of servers are there for, and who counts as root.
#pragma once

#include "compiler/graph/graph.h"

namespace stackc {

/// True for what runs an application's code, whether nginx stands in front of it or not.
bool runs_application(ServerKind kind);

/// `root` or `0`, where the files say so.
bool is_root(const Value<std::string>& user);

}  // namespace stackc
