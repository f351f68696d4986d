#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

/// uWSGI takes 0 for a number of workers, and what is no number for 0.
static void find_no_workers(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const Option* workers = is_uwsgi(process) && !is_emperor(process) ? process.option("processes") : nullptr;
        if (workers == nullptr || !workers->value.is_known() || workers->value->empty() || number_of(process, "processes").value_or(0) > 0) continue;
        // `%k` and its like were expanded; a sign is the matter of UWS022.
        if (workers->value->starts_with('-')) continue;
        report.at(workers->value.span_or(workers->span), fmt::format("`{}` workers: uWSGI takes it for 0, and nobody answers", quoted(*workers->value)))
            .note("uWSGI starts and takes connections, which wait for ever: nginx answers 504, `upstream timed out`");
    }
}

static void find_inverted_cheaper(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const std::optional<std::uint64_t> least =
            is_uwsgi(process) ? number_of(process, "cheaper") : std::nullopt;
        if (!least || *least == 0 || !process.is_fully_read) continue;
        const Option* workers = process.option("processes");
        const std::optional<std::uint64_t> most =
            workers == nullptr ? std::optional<std::uint64_t>(1) : number_of(process, "processes");
        if (!most || *least < *most) continue;
        const Option& cheaper = *process.option("cheaper");
        auto found = report.at(
            cheaper.value.span_or(cheaper.span),
            workers == nullptr
                ? fmt::format("`cheaper` keeps {} workers, but `processes` is not set: there is 1",
                              *least)
                : fmt::format("`cheaper` keeps {} workers of at most {}", *least, *most));
        if (workers != nullptr) found.label(workers->span, "the most workers");
        found.note("uWSGI does not start: `invalid cheaper value: must be lower than processes`");
    }
}

static void find_inconsistencies(const Graph& graph, Reporter& report) {
    find_no_workers(graph, report);
    find_inverted_cheaper(graph, report);
}

extern constexpr Rule uws019_cheaper_or_processes_inconsistent{
    .summary = "no workers, or more idle workers than workers",
    .why =
        "`processes = 0` and `processes = two` leave uWSGI without workers: it takes connections and answers none. "
        "`cheaper` is the number of workers that stay when nothing is to do. uWSGI ends "
        "with `invalid cheaper value: must be lower than processes` where it is not "
        "below `processes`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
processes = 2
cheaper = 4
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
processes = 4
cheaper = 2
)",
    .check = find_inconsistencies,
};

}  // namespace stackc::rules
