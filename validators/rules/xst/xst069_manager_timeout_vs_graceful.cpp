#include <fmt/format.h>

#include <optional>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
struct Grace {
    Duration duration;
    std::optional<Span> said_at;
};
}  // namespace

/// How long gunicorn lets running requests go on after SIGTERM (`graceful_timeout`, 30 s).
static std::optional<Grace> grace_of(const Process& process) {
    if (process.kind != ServerKind::gunicorn || !process.is_fully_read) return std::nullopt;
    const Option* option = process.option("graceful_timeout");
    if (option == nullptr) return Grace{Duration{30'000}, std::nullopt};
    const auto seconds = option->value.is_known() ? parse_number(*option->value) : std::nullopt;
    return seconds && *seconds < 1'000'000 ? std::optional(Grace{Duration{*seconds * 1000}, option->value.span_or(option->span)}) : std::nullopt;
}

static void find_short_waits(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const Program* program = process.program ? &graph.at(*process.program) : nullptr;
        const auto grace = grace_of(process);
        // Only where somebody chose the wait, and the grace is either chosen too or far longer.
        if (program == nullptr || !grace || !program->stop_wait.is_stated() || *program->stop_wait >= grace->duration) continue;
        auto found = report.at(program->stop_wait.span(), fmt::format("{} is killed after {}, though it may finish its requests for {}", name_of(graph, process),
                                                                      to_text(*program->stop_wait), to_text(grace->duration)));
        if (grace->said_at) found.label(*grace->said_at, "the server's own grace");
        found.note("requests that run longer are cut off at each restart: `killing … with SIGKILL`, and clients get 502");
        if (!grace->said_at) found.uncertain();
    }
}

extern constexpr Rule xst069_manager_timeout_vs_graceful{
    .summary = "the manager kills the server while it still finishes requests",
    .why = "gunicorn lets running requests end for `graceful_timeout`. A manager that waits less kills it with SIGKILL at each deployment, "
           "and the clients of those requests get 502.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "supervisor systemd gunicorn",
    .sources = "https://docs.gunicorn.org/en/stable/settings.html#graceful-timeout https://github.com/benoitc/gunicorn/issues/1386",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn --graceful-timeout 60 -b 127.0.0.1:8000 shop.wsgi:application
stopwaitsecs=20
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn --graceful-timeout 60 -b 127.0.0.1:8000 shop.wsgi:application
user=shop
stopwaitsecs=65
)",
    .check = find_short_waits,
};

}  // namespace stackc::rules
