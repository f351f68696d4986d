// Which location answers a request.
#pragma once

#include <string_view>

#include "compiler/graph/graph.h"

namespace stackc {

/// The location below the block `server` that nginx 1.22.1 takes for `path`, a decoded path that
/// starts with `/` (ngx_http_core_find_location); `server` itself where none fits.
ScopeId location_for(const Graph& graph, ScopeId server, std::string_view path);

}  // namespace stackc
