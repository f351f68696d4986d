#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

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

extern constexpr Rule uws019_cheaper_or_processes_inconsistent{
    .summary = "more idle workers than workers",
    .why =
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
    .check = find_inverted_cheaper,
};

}  // namespace stackc::rules
