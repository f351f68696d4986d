#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

/// Linux 5.4 and later start with 4096.
static constexpr std::uint64_t usual_limit = 4096;

static void find_long_queues(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const std::optional<std::uint64_t> length =
            is_uwsgi(process) ? number_of(process, "listen") : std::nullopt;
        if (!length || *length <= usual_limit) continue;
        const Option& option = *process.option("listen");
        report
            .at(option.value.span_or(option.span),
                fmt::format("a queue of {} needs `net.core.somaxconn` raised above {}", *length,
                            usual_limit))
            .note(fmt::format("else uWSGI ends at once: `Listen queue size is greater than the "
                              "system max net.core.somaxconn ({}).`",
                              usual_limit))
            .uncertain();
    }
}

extern constexpr Rule uws018_listen_above_somaxconn{
    .summary = "a listen queue above what the kernel allows",
    .why =
        "uWSGI ends at once where `listen` is above `net.core.somaxconn`: `Listen queue "
        "size is greater than the system max`. The limit of a container is its own.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi",
    .sources =
        "observed:uwsgi-2.0.21 https://github.com/redimp/otterwiki/issues/342 "
        "https://github.com/alerta/docker-alerta/issues/341",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
listen = 8192
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
listen = 1024
)",
    .check = find_long_queues,
};

}  // namespace stackc::rules
