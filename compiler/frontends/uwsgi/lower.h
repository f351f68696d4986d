// From uWSGI's files, and the programs that start it, to the graph.
#pragma once

#include "compiler/frontends/frontend.h"

namespace stackc::uwsgi {

void lower(const Workspace& workspace, GraphBuilder& builder, Reporter& report);

}  // namespace stackc::uwsgi
