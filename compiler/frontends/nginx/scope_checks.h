// Checks of blocks as a whole, after includes are put in place: what stands twice (NGX007), what
// is not there (NGX008).
#pragma once

#include "compiler/frontends/nginx/expand.h"

namespace stackc::nginx {

void check_scopes(const Expansion& expansion, const Graph& graph, Reporter& report);

}  // namespace stackc::nginx
