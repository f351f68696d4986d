#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// `uwsgi --daemonize … && tail -f …`: what the script comes to last keeps the container.
static bool has_other_end(const Program& program, const Process& process) {
    if (program.launches.size() < 2 || program.launches.back().command.empty()) return false;
    const std::string_view last = program.launches.back().command.front().text;
    return last.substr(last.rfind('/') + 1) != to_lower(to_text(process.kind));
}

static void find_exiting_programs(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!process.program || !process.daemonizes.is_known() || !*process.daemonizes) continue;
        const Program& program = graph.at(*process.program);
        if (program.manager != ManagerKind::docker || program.command.empty() || has_other_end(program, process)) continue;
        const Span command = join(program.command.front().span, program.command.back().span);
        report.at(command, fmt::format("{} goes to the background; the container stops as soon as its command ends", to_text(process.kind)))
            .label(process.daemonizes.span_or(process.span), "it is told so here")
            .note("`docker ps -a` shows `Exited (0)` right after the start, and with a restart policy a loop of restarts");
    }
}

extern constexpr Rule dkr005_main_process_exits{
    .summary = "the command of a container goes to the background",
    .why = "A container lives as long as its command. A server that detaches ends the command: the container stops with "
           "`Exited (0)`, or is started again and again.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "dockerfile compose nginx uwsgi redis",
    .sources = "https://docs.docker.com/engine/containers/multi-service_container/ https://github.com/docker/docs/issues/6835 "
               "https://github.com/dockerfile/nginx/issues/1",
    .bad = R"(#> Dockerfile
FROM python:3.12
CMD ["gunicorn", "--daemon", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .good = R"(#> Dockerfile
FROM python:3.12
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .check = find_exiting_programs,
};

}  // namespace stackc::rules
