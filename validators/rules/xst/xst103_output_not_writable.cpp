#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_opened_at_start(const Graph& graph, const PathUse& use) {
    if (!use.process || !use.is_written) return false;
    switch (graph.at(*use.process).kind) {
        case ServerKind::nginx:
        case ServerKind::uwsgi:
        case ServerKind::gunicorn: return use.role == PathRole::log || use.role == PathRole::pid;
        // redis goes on without its pid file.
        case ServerKind::redis:
        case ServerKind::daphne: return use.role == PathRole::log;
        case ServerKind::uvicorn:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return false;
    }
    unreachable("ServerKind");
}

/// redis works in the folder of its data, and ends where it may not enter it.
static void find_closed_data_folders(const Graph& graph, Reporter& report) {
    for (const PathUse& use : graph.path_uses) {
        const bool is_redis = use.process && use.role == PathRole::data && graph.at(*use.process).kind == ServerKind::redis;
        const std::optional<Account> account = is_redis ? starter(graph, graph.at(*use.process)) : std::nullopt;
        const auto refusal = account && !is_missing(graph, use.path) ? execute_refusal(graph, *account, use.path, use.span.file) : std::nullopt;
        if (!refusal) continue;
        report.at(use.span, fmt::format("redis runs as `{}`, which may not enter `{}`: `{}` is {}", quoted(account->user), quoted(use.path), quoted(refusal->path),
                                        to_text(refusal->state)))
            .note("redis exits: `'dir …': Permission denied`");
    }
}

static void find_closed_outputs(const Graph& graph, Reporter& report) {
    find_closed_data_folders(graph, report);
    for (const PathUse& use : graph.path_uses) {
        if (!is_opened_at_start(graph, use)) continue;
        const Process& process = graph.at(*use.process);
        const std::optional<Account> account = starter(graph, process);
        const auto refusal = account ? write_refusal(graph, *account, use.path, use.span.file) : std::nullopt;
        if (!refusal) continue;
        auto found = report.at(use.span, fmt::format("{} runs as `{}`, which may not write `{}`: `{}` is {}", name_of(graph, process),
                                                     quoted(account->user), quoted(use.path), quoted(refusal->path), to_text(refusal->state)));
        if (process.user.is_stated()) found.label(process.user.span(), "the user is set here");
        found.note("the server exits as it opens the file: `Permission denied`")
            .note(fmt::format("give the folder to `{}`, or write where it may", quoted(account->user)));
    }
}

extern constexpr Rule xst103_output_not_writable{
    .summary = "a server may not write its own log or pid file",
    .why = "A manager that starts a server as an ordinary user leaves it no right to write into folders of root. It exits as it opens "
           "the file, `Permission denied`, again and again, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi gunicorn redis supervisor systemd",
    .sources = "observed:uwsgi-2.0.21 observed:gunicorn-20.1.0",
    .check = find_closed_outputs,
};

}  // namespace stackc::rules
