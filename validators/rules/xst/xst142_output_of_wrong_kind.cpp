#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static const PathState* state_of(const Graph& graph, const std::string& path) {
    const auto found = graph.paths.find(path);
    return found != graph.paths.end() && found->second.exists ? &found->second : nullptr;
}

static void find_wrong_kinds(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    for (const PathUse& use : graph.path_uses) {
        const bool is_file = use.role == PathRole::log || use.role == PathRole::pid;
        const Document* document = graph.document_of(use.span.file);
        const bool is_manager = !use.process && document != nullptr && document->dialect() == "supervisor";
        const bool is_here = is_manager || (use.process && runs_here(graph, graph.at(*use.process)));
        if (!is_file || !use.is_written || !is_here) continue;
        const std::string who = is_manager ? "supervisor" : name_of(graph, graph.at(*use.process));
        const std::string folder = parent_path(use.path);
        if (const PathState* own = state_of(graph, use.path); own != nullptr && own->is_directory) {
            report.at(use.span, fmt::format("{} is to write the file `{}`, which is a folder", who, quoted(use.path)))
                .note("it does not start: `(21: Is a directory)`, `[Errno 21] Is a directory`");
        } else if (const PathState* above = state_of(graph, folder); above != nullptr && !above->is_directory && !is_manager) {
            report.at(use.span, fmt::format("`{}` is a file, so nothing can lie in it", quoted(folder)))
                .note(fmt::format("{} does not start: `(20: Not a directory)`, `[Errno 20] Not a directory`", who));
        }
    }
}

extern constexpr Rule xst142_output_of_wrong_kind{
    .summary = "a log or pid file that is a folder, or lies in a file",
    .why = "A server opens its log as it starts and exits when it cannot: the path leads through a file, or ends at a folder because the name of "
           "the file was left out.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx uwsgi gunicorn redis supervisor",
    .sources = "observed:nginx-1.22.1 observed:uwsgi-2.0.21 observed:gunicorn-20.1.0",
    .check = find_wrong_kinds,
};

}  // namespace stackc::rules
