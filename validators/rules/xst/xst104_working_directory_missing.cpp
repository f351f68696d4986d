#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// A folder that somebody changes into before the server runs.
struct Folder {
    const Value<std::string>* path = nullptr;
    const Program* program = nullptr;
    const Process* process = nullptr;  // whose own setting it is; null: the manager's
};
}  // namespace

static std::vector<Folder> working_folders(const Graph& graph) {
    std::vector<Folder> folders;
    for (const Program& program : graph.programs) {
        if (runs_here(program)) folders.push_back({&program.directory, &program, nullptr});
    }
    for (const Process& process : graph.processes) {
        const Program* program = process.program ? &graph.at(*process.program) : nullptr;
        // Only these two have a setting for it; XST102 speaks of redis' `dir`.
        const bool is_own = process.kind == ServerKind::uwsgi || process.kind == ServerKind::gunicorn;
        if (!is_own || !runs_here(graph, process)) continue;
        folders.push_back({&process.directory, program, &process});
    }
    std::erase_if(folders, [](const Folder& folder) { return !folder.path->is_stated() || !(*folder.path)->starts_with('/'); });
    return folders;
}

static std::string what_happens(const Folder& folder) {
    if (folder.process != nullptr && folder.process->kind == ServerKind::uwsgi)
        return "uWSGI exits: `chdir(): No such file or directory [core/uwsgi.c line 2625]`";
    if (folder.process != nullptr) return fmt::format("gunicorn exits: `Error: can't chdir to '{}'`", quoted(**folder.path));
    if (folder.program->manager == ManagerKind::systemd) return "the service fails: `status=200/CHDIR`";
    return fmt::format("nothing starts: `supervisor: couldn't chdir to {}: ENOENT`, then `gave up … entered FATAL state`", quoted(**folder.path));
}

static bool is_a_file(const Graph& graph, const std::string& path) {
    const auto state = graph.paths.find(path);
    return state != graph.paths.end() && state->second.exists && !state->second.is_directory;
}

/// The folder is there, but the user as whom the server works may not enter it.
static bool report_closed(const Graph& graph, const Folder& folder, const std::string& path, Reporter& report) {
    const auto account = folder.process != nullptr ? binder(graph, *folder.process) : starter(graph, *folder.program);
    const auto refusal = account ? execute_refusal(graph, *account, path, folder.path->span().file) : std::nullopt;
    if (!refusal) return false;
    auto found = report.at(folder.path->span(), fmt::format("`{}` may not enter `{}` ({}) to work in `{}`", quoted(account->user), quoted(refusal->path),
                                                            to_text(refusal->state), quoted(path)));
    if (folder.program != nullptr && folder.program->user.is_stated()) found.label(folder.program->user.span(), "the user is set here");
    found.note("the application in it cannot be imported, or the server does not start: `Permission denied`");
    return true;
}

static void find_missing_folders(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    std::set<Span> seen;
    for (const Folder& folder : working_folders(graph)) {
        const std::string path = normal_path(**folder.path);
        // A line too much in the value is SUP031's.
        if (path.find('\n') != std::string::npos) continue;
        // systemd passes over a folder with a minus before it.
        if (graph.text(folder.path->span()).starts_with('-')) continue;
        const bool is_file = is_a_file(graph, path);
        if (!is_file && !is_missing(graph, path)) {
            if (!seen.contains(folder.path->span()) && report_closed(graph, folder, path, report)) seen.insert(folder.path->span());
            continue;
        }
        if (!seen.insert(folder.path->span()).second) continue;
        const std::string message = is_file ? fmt::format("`{}` is a file, not a folder to work in", quoted(path))
                                            : fmt::format("the folder `{}` to work in is not there", quoted(path));
        auto found = report.at(folder.path->span(), message);
        if (folder.program != nullptr) found.label(folder.program->name_span, "it is started here");
        found.note(what_happens(folder));
    }
}

extern constexpr Rule xst104_working_directory_missing{
    .summary = "the folder in which a server is to work is not there",
    .why = "Neither supervisor nor systemd, uWSGI or gunicorn makes the folder. supervisor reports it only when it starts the program, "
           "`couldn't chdir to …: ENOENT`, gives up after some tries, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd uwsgi gunicorn",
    .sources = "observed:supervisor-4.2.5 observed:uwsgi-2.0.21 observed:gunicorn-20.1.0",
    .check = find_missing_folders,
};

}  // namespace stackc::rules
