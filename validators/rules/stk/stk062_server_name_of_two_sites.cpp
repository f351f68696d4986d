#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <utility>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void find_server_name_of_two_sites(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    std::map<std::pair<std::string, std::string>, std::pair<const Site*, Span>> first;
    for (const Site& site : graph.sites) {
        if (!files.contains(site.file)) continue;
        std::set<std::string> said;
        for (const Value<std::string>& name : site.names) {
            for (const SiteListen& listen : site.listens) {
                if (!name.is_known() || !listen.endpoint.is_known()) continue;
                const Span place = name.span_or(site.span);
                const auto [known, is_new] =
                    first.try_emplace({*name, to_text(*listen.endpoint)}, &site, place);
                const Site& other = *known->second.first;
                if (is_new || &other == &site || !graph.are_together(other.file, site.file) ||
                    !said.insert(*name).second)
                    continue;
                report
                    .at(place,
                        fmt::format("`{}` is a name of two sites that listen on `{}`",
                                    quoted(std::string_view(*name), 80), to_text(*listen.endpoint)))
                    .label(known->second.second, "the first is here, and nginx takes that one");
            }
        }
    }
}

extern constexpr Rule stk062_server_name_of_two_sites{
    .summary = "two sites of one address have a name in common",
    .why =
        "nginx takes the first and warns: `conflicting server name … ignored`; the other site is "
        "never reached by that name.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(site example.com { aliases [www.example.com]; listen 80; route / return 200 a }
site www.example.com { listen 80; route / return 200 b }
)",
    .good = R"(site example.com { aliases [www.example.com]; listen 80; route / return 200 a }
site api.example.com { listen 80; route / return 200 b }
)",
    .check = find_server_name_of_two_sites,
};

}  // namespace stackc::rules
