#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_lone_harakiris(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process) || !process.is_fully_read || is_emperor(process) ||
            has_master(process))
            continue;
        const Option* harakiri = process.option("harakiri");
        const std::optional<std::uint64_t> seconds = number_of(process, "harakiri");
        if (harakiri == nullptr || !seconds || *seconds == 0) continue;
        auto found = report.at(
            harakiri->span,
            fmt::format("after {} s the worker kills itself, and without `master` nobody starts "
                        "another",
                        *seconds));
        found
            .note(
                "each slow request takes one worker away, with the last one the port is closed: "
                "`F*CK !!! i must kill myself`, then `connect() failed (111: Connection "
                "refused)`")
            .note("`master = true` lets the master end the worker and start a new one");
        const std::vector<Edit> edits = add_after(graph, process, *harakiri, "master = true");
        if (!edits.empty()) found.fix("run a master", Safety::unsafe, edits);
    }
}

extern constexpr Rule uws040_harakiri_without_master{
    .summary = "a time limit that takes workers away for good",
    .why =
        "`harakiri` is the master's work: it ends the worker and starts a new one. Without "
        "`master` the worker has only an alarm of its own: it logs `i must kill myself`, ends, and "
        "is gone. After as many slow requests as there are workers nothing answers.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "uwsgi supervisor",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/Options.html#harakiri",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
harakiri = 30
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
master = true
die-on-term = true
harakiri = 30
)",
    .check = find_lone_harakiris,
};

}  // namespace stackc::rules
