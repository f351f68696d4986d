// DKR009: what Dockerfiles copy out of their context that is not there, or that .dockerignore
// leaves out. Only the session sees which files lie beside a Dockerfile.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/graph/graph.h"
#include "compiler/source/file_system.h"

namespace stackc {

void report_copy_sources(const FileSystem& files, const Graph& graph, Reporter& report);

}  // namespace stackc
