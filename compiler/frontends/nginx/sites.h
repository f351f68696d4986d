// Reads `server` blocks: what they listen on, their names, their locations and what those do.
#pragma once

#include "compiler/frontends/nginx/connections.h"
#include "compiler/frontends/nginx/expand.h"

namespace stackc::nginx {

/// Adds the sites, routes, connections and listeners of one instance to the graph.
void read_sites(const Expansion& expansion, const Upstreams& upstreams, GraphBuilder& builder);

}  // namespace stackc::nginx
