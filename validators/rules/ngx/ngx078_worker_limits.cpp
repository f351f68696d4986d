#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static std::optional<std::uint64_t> number(const Directive* directive) {
    if (directive == nullptr || directive->args().size() != 1) return std::nullopt;
    return parse_number(directive->arg(0));
}

static void find_low_limits(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "worker_connections")) {
        const std::optional<ScopeId> main = enclosing_id(graph, use.scope, "main");
        const Directive* limit = main ? stated(graph.at(*main), "worker_rlimit_nofile") : nullptr;
        const std::optional<std::uint64_t> connections = number(&use.directive);
        const std::optional<std::uint64_t> files = number(limit);
        if (!connections || !files || *files >= *connections) continue;
        report
            .at(limit->span(), fmt::format("a worker may open {} files, but take {} connections",
                                           *files, *connections))
            .label(use.directive.span(), "each connection is an open file, and one more to the app")
            .note(
                "`socket() failed (24: Too many open files)` under load; twice the connections is "
                "a usual limit");
    }
}

extern constexpr Rule ngx078_worker_limits{
    .summary = "fewer open files than connections",
    .why =
        "Each connection needs a descriptor, a proxied one two: `[warn] 4096 worker_connections "
        "exceed open file resource "
        "limit: 1024` at the start, and `accept4() failed (24: Too many open files)` under load.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/ngx_core_module.html#worker_rlimit_nofile "
        "https://gixy.io/plugins/worker_rlimit_nofile_vs_connections/",
    .bad = R"(worker_rlimit_nofile 1024;
events { worker_connections 4096; }
http {}
)",
    .good = R"(worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {}
)",
    .check = find_low_limits,
};

}  // namespace stackc::rules
