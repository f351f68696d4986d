#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void find_second_default_site(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    std::vector<std::pair<const Site*, const SiteListen*>> defaults;
    for (const Site& site : graph.sites) {
        if (!files.contains(site.file) || !site.is_default) continue;
        for (const SiteListen& listen : site.listens) {
            if (!listen.endpoint.is_known()) continue;
            const auto other =
                std::find_if(defaults.begin(), defaults.end(), [&](const auto& known) {
                    return known.first != &site && *known.second->endpoint == *listen.endpoint &&
                           graph.are_together(known.first->file, site.file);
                });
            if (other == defaults.end()) {
                defaults.emplace_back(&site, &listen);
                continue;
            }
            report
                .at(site.span,
                    fmt::format("`{}` and `{}` are both the default of `{}`",
                                title_of(*other->first), title_of(site), to_text(*listen.endpoint)))
                .label(other->first->span, "the other is here")
                .note("nginx would refuse it: a duplicate default server");
            break;
        }
    }
}

extern constexpr Rule stk061_second_default_site{
    .summary = "two sites of one address answer for unknown names",
    .why = "nginx refuses it: `a duplicate default server for 0.0.0.0:80`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(site a.example.com { listen 80; default; route / return 200 a }
site b.example.com { listen 80; default; route / return 200 b }
)",
    .good = R"(site a.example.com { listen 80; default; route / return 200 a }
site b.example.com { listen 80; route / return 200 b }
)",
    .check = find_second_default_site,
};

}  // namespace stackc::rules
