// Questions about the compose file that a container comes from: what its service says besides what
// the graph holds, and whether the file is for trials on a laptop.
#pragma once

#include <string_view>

#include "compiler/graph/graph.h"

namespace stackc {

/// Whether the service has the key in its compose file or the override beside it. True where the
/// container comes from something else, or the service takes part of it from another.
bool service_says(const Graph& graph, const Container& container, std::string_view key);

/// Whether name or folder of the file say that it is for development or tests.
bool is_trial_file(const Path& path);

/// Whether the container is of a project for trials: its file is, or another compose file beside it
/// is the one for production.
bool is_trial(const Graph& graph, const Container& container);

/// Whether the project serves a web site: on the machine's port 80 or 443, or with an nginx.
bool is_public(const Graph& graph, const Container& container);

}  // namespace stackc
