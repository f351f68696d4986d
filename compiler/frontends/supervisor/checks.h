// What supervisor's own files get wrong by themselves: the rules that need its table of keys
// and its way of expanding and splitting values.
#pragma once

#include "compiler/frontends/supervisor/configuration.h"

namespace stackc::supervisor {

void check(const Workspace& workspace, const Configuration& configuration, Reporter& report);

}  // namespace stackc::supervisor
