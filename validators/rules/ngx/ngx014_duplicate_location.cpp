#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// What nginx 1.22.1 compares: `=` apart from prefixes, with and without `^~` alike. A second
/// regular expression or named location is let through, so it is no matter of this rule.
static std::optional<std::string> key_of(const RouteMatch& match) {
    switch (match.kind) {
        case MatchKind::exact:
            return "= " + match.path;
        case MatchKind::prefix:
        case MatchKind::prefix_no_regex:
            return match.path;
        case MatchKind::regex:
        case MatchKind::regex_icase:
        case MatchKind::named:
        case MatchKind::server:
            return std::nullopt;
    }
    unreachable("MatchKind");
}

static void find_duplicates_in(const Graph& graph, const Scope& block,
                               TemplateStatements& templates, Reporter& report) {
    std::map<std::string, const Directive*> first_at;
    for (const ScopeId child : block.children) {
        const std::optional<RouteMatch> match = match_of(graph.at(child));
        if (!match) continue;
        const std::optional<std::string> key = key_of(*match);
        if (!key) continue;
        const Directive& head = graph.at(child).head;
        const auto [slot, is_new] = first_at.try_emplace(*key, &head);
        if (is_new || templates.are_in(*head.document)) continue;
        const Span span = head.span();
        const Span first = slot->second->span();
        auto found =
            report.at(span, fmt::format("`location {}` stands twice in this block", quoted(*key)));
        if (first == span) {
            found.note("the file that holds it is included twice");
        } else {
            found.label(first, "first defined here");
        }
        found.note(fmt::format("nginx does not start: `[emerg] duplicate location \"{}\"`",
                               quoted(match->path)));
    }
}

static void find_duplicate_locations(const Graph& graph, Reporter& report) {
    TemplateStatements templates;
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "server" || scope.kind == "location")
            find_duplicates_in(graph, scope, templates, report);
    }
}

extern constexpr Rule ngx014_duplicate_location{
    .summary = "one location stands twice in a server",
    .why =
        "nginx refuses the whole configuration: `[emerg] duplicate location \"/static/\" in "
        "site.conf:12`. "
        "`location /a` and `location ^~ /a` are the same location to it; `location = /a` is "
        "another one.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/ngx_http.c "
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#location",
    .bad = R"(server {
    listen 80;
    location /static/ { alias /srv/shop/static/; }
    location /static/ { expires 30d; }
}
)",
    .good = R"(server {
    listen 80;
    location /static/ { alias /srv/shop/static/; expires 30d; }
    location = /static/ { return 404; }
}
)",
    .check = find_duplicate_locations,
};

}  // namespace stackc::rules
