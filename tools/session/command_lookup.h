// Whether the programs that managers start are there and may be run.
#pragma once

#include "tools/session/target_files.h"

namespace stackc {

std::vector<CommandState> look_up_commands(const TargetFiles& files, const Graph& graph);

/// The variables that systemd and Debian give to supervisord, as far as files say so.
std::vector<std::string> manager_environment(const TargetFiles& files);

}  // namespace stackc
