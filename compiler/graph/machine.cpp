#include "compiler/graph/machine.h"

#include <algorithm>

#include "compiler/graph/graph.h"

namespace stackc {

/// `generate` writes trees that hold configuration alone: there the code is elsewhere, not missing.
/// What /run holds is made at boot, also where an image has no such folder.
static bool is_in_the_tree(const Graph& graph, const std::string& path) {
    const std::string top = path.substr(0, path.find('/', 1));
    const auto state = graph.paths.find(top);
    return top == "/run" || (state != graph.paths.end() && state->second.exists);
}

bool runs_here(const Program& program) { return program.manager != ManagerKind::docker && !program.container; }

bool runs_here(const Graph& graph, const Process& process) {
    return process.containers.empty() && (!process.program || runs_here(graph.at(*process.program)));
}

bool is_missing(const Graph& graph, const std::string& path) {
    if (!graph.target.knows_paths) return false;
    const auto state = graph.paths.find(path);
    if (state == graph.paths.end() || state->second.exists || !is_in_the_tree(graph, path)) return false;
    return std::none_of(graph.paths_made.begin(), graph.paths_made.end(), [&](const PathMade& made) {
        return made.path == path || made.path.starts_with(path + "/") || path.starts_with(made.path + "/");
    });
}

}  // namespace stackc
