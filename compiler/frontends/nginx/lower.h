// From nginx documents to the graph: one Process per nginx that the files describe, its scopes
// with includes put in place, its sites, routes, upstreams and connections.
//
// lower() finds the instances (instances.h), expands each into scopes (expand.h), has the
// statements checked against the directive table (checks.h), and reads the scopes (sites.h,
// connections.h, paths.h).
#pragma once

#include "compiler/frontends/frontend.h"

namespace stackc::nginx {

void lower(const Workspace& workspace, GraphBuilder& builder, Reporter& report);

}  // namespace stackc::nginx
