#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void find_doubled_route(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    for (const Site& site : graph.sites) {
        if (!files.contains(site.file)) continue;
        std::map<std::pair<MatchKind, std::string>, const Route*> first;
        for (const RouteId id : site.routes) {
            const Route& route = graph.at(id);
            const auto [known, is_new] =
                first.try_emplace({route.match.kind, route.match.path}, &route);
            if (is_new) continue;
            report
                .at(route.match.span,
                    fmt::format("`{}` has a second route for `{}`", title_of(site),
                                quoted(std::string_view(route.match.path))))
                .label(known->second->match.span, "the first is here")
                .note("nginx would refuse it: duplicate location");
        }
    }
}

extern constexpr Rule stk050_doubled_route{
    .summary = "two routes of a site for the same requests",
    .why = "nginx refuses it: `duplicate location`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(site example.com { listen 80; route /a return 200 one; route /a return 200 two }
)",
    .good = R"(site example.com { listen 80; route /a return 200 one; route = /a return 200 two }
)",
    .check = find_doubled_route,
};

}  // namespace stackc::rules
