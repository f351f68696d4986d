// Reads `listen`.
#pragma once

#include <vector>

#include "compiler/frontends/nginx/expand.h"

namespace stackc::nginx {

/// The sockets of the server block `scope`; nginx's *:80 where it names none.
std::vector<SiteListen> read_listens(const Expansion& expansion, const Graph& graph, ScopeId scope);

/// Adds a Listener to the graph for every socket of the instance's sites, each once.
void add_listeners(const Expansion& expansion, std::size_t first_site, GraphBuilder& builder);

}  // namespace stackc::nginx
