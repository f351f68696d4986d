#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// What nginx 1.22.1 lets stand twice, though only the first is ever used.
static bool may_stand_twice(MatchKind kind) {
    return kind == MatchKind::regex || kind == MatchKind::regex_icase || kind == MatchKind::named;
}

static void check_block(const Graph& graph, const Scope& block, TemplateStatements& templates,
                        Reporter& report) {
    std::map<std::pair<MatchKind, std::string>, const Directive*> first_at;
    for (const ScopeId child : block.children) {
        const std::optional<RouteMatch> match = match_of(graph.at(child));
        if (!match || !may_stand_twice(match->kind)) continue;
        const Directive& head = graph.at(child).head;
        const auto [slot, is_new] = first_at.try_emplace({match->kind, match->path}, &head);
        if (is_new || slot->second->span() == head.span() || templates.are_in(*head.document))
            continue;
        report
            .at(match->span,
                fmt::format("this location is never reached: an equal `{}` stands before it",
                            quoted(match->path)))
            .label(slot->second->span(), "takes all the requests")
            .note("nginx takes the first that matches and does not warn about the second");
    }
}

static void find_unreachable_locations(const Graph& graph, Reporter& report) {
    TemplateStatements templates;
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "server" || scope.kind == "location")
            check_block(graph, scope, templates, report);
    }
}

extern constexpr Rule ngx098_unreachable_location{
    .summary = "a regular expression or named location stands twice",
    .why =
        "nginx refuses a prefix that stands twice, but not a regular expression: the first takes "
        "all the requests and "
        "edits to the second have no effect.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_core_module.html#location",
    .bad = R"(server {
    listen 80;
    location ~ \.css$ { root /srv/old; }
    location ~ \.css$ { root /srv/new; }
}
)",
    .good = R"(server {
    listen 80;
    location ~ \.css$ { root /srv/old; }
    location ~* \.css$ { root /srv/new; }
}
)",
    .check = find_unreachable_locations,
};

}  // namespace stackc::rules
