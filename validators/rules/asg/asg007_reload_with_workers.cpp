#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_reload_with_workers(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const Option* reload =
            process.kind == ServerKind::uvicorn ? process.option("reload") : nullptr;
        const Option* workers = process.option("workers");
        if (reload == nullptr || workers == nullptr || workers->value.value_or("1") == "1")
            continue;
        report.at(workers->span, "uvicorn ignores `--workers` where `--reload` is given")
            .label(reload->span, "`--reload`")
            .note("one process answers, and the log says nothing of the workers");
    }
}

extern constexpr Rule asg007_reload_with_workers{
    .summary = "uvicorn is told to reload and to start workers",
    .why = "The two exclude each other: uvicorn reloads one process and starts no workers.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "supervisor",
    .sources = "https://www.uvicorn.org/settings/",
    .bad = R"(#> supervisord.conf
[program:ws]
command=/srv/venv/bin/uvicorn --reload --workers 4 shop.asgi:application
)",
    .good = R"(#> supervisord.conf
[program:ws]
command=/srv/venv/bin/uvicorn --workers 4 shop.asgi:application
user=shop
)",
    .check = find_reload_with_workers,
};

}  // namespace stackc::rules
