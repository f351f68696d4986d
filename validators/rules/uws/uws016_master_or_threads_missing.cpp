#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_missing_masters(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process) || !process.is_fully_read || is_emperor(process) ||
            process.option("master") != nullptr)
            continue;
        const std::optional<std::uint64_t> workers = number_of(process, "processes");
        if (!workers || *workers < 2) continue;
        // What a stop then leaves behind is UWS041's.
        if (has_master(process) || outlives_its_stop(graph, process)) continue;
        const Option& processes = *process.option("processes");
        auto found =
            report.at(processes.span, fmt::format("{} workers run without a master", *workers));
        found.note(
            "nobody starts a worker again that died, and reloads are not graceful: `you are "
            "running uWSGI without its master process manager`");
        const std::vector<Edit> edits = add_after(graph, process, processes, "master = true");
        if (!edits.empty()) found.fix("run a master", Safety::safe, edits);
    }
}

extern constexpr Rule uws016_master_or_threads_missing{
    .summary = "several workers without a master process",
    .why =
        "The master restarts workers that died and reloads gracefully. uWSGI warns: `you "
        "are running uWSGI without its master process manager`.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .fixability = Fixability::safe,
    .dialects = "uwsgi",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
processes = 4
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
processes = 4
master = true
die-on-term = true
)",
    .check = find_missing_masters,
};

}  // namespace stackc::rules
