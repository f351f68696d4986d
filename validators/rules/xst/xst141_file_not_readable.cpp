#include <fmt/format.h>

#include <optional>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void tell(const Graph& graph, const Process& process, Span span, const std::string& path, const Refusal& refusal, std::string_view what_happens,
                 Reporter& report) {
    auto found = report.at(span, fmt::format("{} runs as `{}`, which may not read `{}`: `{}` is {}", name_of(graph, process), quoted(refusal.user),
                                             quoted(path), quoted(refusal.path), to_text(refusal.state)));
    if (process.user.is_stated()) found.label(process.user.span(), "the user is set here");
    found.note(fmt::format("{}: `Permission denied`; nginx answers 502 or 500", what_happens))
        .note("give the file's group to the server, or the file to the server's group: `chgrp`, `chmod g+r`");
}

static void find_closed_modules(const Graph& graph, Reporter& report) {
    std::set<std::pair<ProcessId, std::string>> told;
    for (const ModuleState& module : graph.machine.modules) {
        if (!module.is_found || module.path.empty()) continue;
        const Process& process = graph.at(module.process);
        const std::optional<Account> account = worker(graph, process);
        const auto refusal = account ? read_refusal(graph, *account, module.path, module.span.file) : std::nullopt;
        // A working folder that nobody may enter is the matter of XST104.
        const bool is_way = refusal && process.directory.is_known() && (*process.directory + "/").starts_with(refusal->path + "/");
        if (refusal && !is_way && told.emplace(module.process, refusal->path).second) tell(graph, process, module.span, module.path, *refusal, "the application cannot be loaded", report);
    }
}

static void find_closed_configurations(const Graph& graph, Reporter& report) {
    for (const PathUse& use : graph.path_uses) {
        if (use.role != PathRole::config || use.is_written || !use.process || is_missing(graph, use.path)) continue;
        const Process& process = graph.at(*use.process);
        const std::optional<Account> account = starter(graph, process);
        const auto refusal = account ? read_refusal(graph, *account, use.path, use.span.file) : std::nullopt;
        // What nobody may enter to work in is the matter of XST104.
        const bool is_way = refusal && process.directory.is_known() && (*process.directory + "/").starts_with(refusal->path + "/");
        if (refusal && !is_way) tell(graph, process, use.span, use.path, *refusal, "the server exits as it opens the file", report);
    }
    for (const Process& process : graph.processes) {
        const Document* document = process.config && process.program && process.kind == ServerKind::uwsgi ? graph.document_of(*process.config) : nullptr;
        const std::optional<Account> account = document == nullptr ? std::nullopt : starter(graph, process);
        if (!account || !runs_here(graph, process)) continue;
        const std::string path = document->source().path.string();
        if (!graph.paths.contains(path)) continue;
        const auto refusal = read_refusal(graph, *account, path, process.span.file);
        if (refusal) tell(graph, process, graph.at(*process.program).name_span, path, *refusal, "uWSGI exits as it opens the file", report);
    }
}

static void find_closed_files(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    find_closed_modules(graph, report);
    find_closed_configurations(graph, report);
}

extern constexpr Rule xst141_file_not_readable{
    .summary = "a server's user may not read its configuration or its application",
    .why = "A file that root copied with a closed umask is 0600 root: checks that are done as root are content, and the server, started as its "
           "own user, exits with `Permission denied` or cannot import the application.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd uwsgi gunicorn redis django",
    .sources = "observed:uwsgi-2.0.21 observed:gunicorn-20.1.0 observed:redis-7.0.15",
    .check = find_closed_files,
};

}  // namespace stackc::rules
