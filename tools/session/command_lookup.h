// Whether the programs that managers start are there and may be run.
#pragma once

#include "tools/session/target_files.h"

namespace stackc {

std::vector<CommandState> look_up_commands(const TargetFiles& files, const Graph& graph);

}  // namespace stackc
