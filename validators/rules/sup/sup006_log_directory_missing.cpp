#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// A log that supervisord itself opens, and not a server that it starts.
static bool is_of_supervisor(const Graph& graph, const PathUse& use) {
    const Document* document = graph.document_of(use.span.file);
    return use.role == PathRole::log && !use.process && document != nullptr &&
           document->dialect() == "supervisor";
}

static bool is_made(const Graph& graph, const std::string& folder) {
    for (const PathMade& made : graph.paths_made) {
        if (made.path == folder || folder.starts_with(made.path + "/")) return true;
    }
    return false;
}

static void find_missing_log_folders(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    for (const PathUse& use : graph.path_uses) {
        if (!is_of_supervisor(graph, use)) continue;
        const std::string folder = parent_path(use.path);
        const auto state = graph.paths.find(folder);
        if (state == graph.paths.end() || state->second.is_directory || is_made(graph, folder))
            continue;
        report.at(use.span, fmt::format("the folder `{}` of the log is not there", quoted(folder)))
            .note(fmt::format("supervisord does not start, and all its programs are down: `The "
                              "directory named as part of the path {} does not exist`",
                              quoted(use.path)));
    }
}

extern constexpr Rule sup006_log_directory_missing{
    .summary = "the folder of a log does not exist",
    .why =
        "supervisor makes no folders. It checks them when it reads its files: `The "
        "directory named as part of the path … does not exist`, and none of its programs "
        "starts.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "supervisor",
    .sources =
        "observed:supervisor-4.2.5 "
        "https://github.com/Supervisor/supervisor/issues/120",
    .check = find_missing_log_folders,
};

}  // namespace stackc::rules
