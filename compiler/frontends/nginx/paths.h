// The paths that nginx needs in the target: static files, logs, certificates, sockets.
#pragma once

#include "compiler/frontends/nginx/expand.h"

namespace stackc::nginx {

void read_paths(const Expansion& expansion, std::size_t first_connection, GraphBuilder& builder);

}  // namespace stackc::nginx
