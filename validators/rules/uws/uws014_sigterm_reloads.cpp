#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_reloading_masters(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        // With a manager at hand, `stopsignal-mismatch` compares it with what uWSGI makes of it.
        if (!is_uwsgi(process) || process.program || !process.is_fully_read ||
            is_emperor(process) || !is_on(process, "master"))
            continue;
        if (process.option("die-on-term") != nullptr ||
            process.option("exit-on-reload") != nullptr ||
            process.option("hook-master-start") != nullptr)
            continue;
        const Option& master = *process.option("master");
        auto found = report.at(
            master.span, "without `die-on-term` uWSGI reloads on SIGTERM instead of stopping");
        found.note(
            "managers send SIGTERM to stop it: the stop then hangs until SIGKILL, and sockets stay "
            "behind");
        const std::vector<Edit> edits = add_after(graph, process, master, "die-on-term = true");
        if (!edits.empty()) found.fix("stop on SIGTERM", Safety::safe, edits);
        // Whoever starts it may send SIGQUIT.
        found.uncertain();
    }
}

extern constexpr Rule uws014_sigterm_reloads{
    .summary = "SIGTERM reloads uWSGI instead of stopping it",
    .why =
        "uWSGI 2.0 with a master reloads on SIGTERM, which is what supervisor, systemd "
        "and `docker stop` send to end it: the stop hangs until SIGKILL, and `vacuum` "
        "never runs.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "uwsgi",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html "
        "https://github.com/netbox-community/netbox/issues/16043 "
        "https://github.com/unbit/uwsgi/issues/515",
    .bad = R"([uwsgi]
master = true
socket = /run/shop/web.sock
)",
    .good = R"([uwsgi]
master = true
die-on-term = true
socket = /run/shop/web.sock
)",
    .check = find_reloading_masters,
};

}  // namespace stackc::rules
