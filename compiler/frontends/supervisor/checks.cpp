#include "compiler/frontends/supervisor/checks.h"

namespace stackc::supervisor {

void check(const Workspace&, const Configuration&, Reporter&) {}

}  // namespace stackc::supervisor
