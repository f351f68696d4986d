// Joins nginx to the program that starts it (`command = nginx -g "daemon off;"`).
#pragma once

#include "compiler/frontends/frontend.h"

namespace stackc::nginx {

/// Links the nginx processes from `first_process` on with the programs that earlier stages found.
void link_programs(const Workspace& workspace, std::size_t first_process, GraphBuilder& builder);

}  // namespace stackc::nginx
