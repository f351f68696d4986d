#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_regex(const RouteMatch& match) {
    return match.kind == MatchKind::regex || match.kind == MatchKind::regex_icase;
}

static std::string named(const RouteMatch& match) {
    return fmt::format("`{}`", quoted(match.path));
}

/// Why nginx 1.22.1 does not take `inner` inside `outer`; empty where it does.
static std::string fault_of(const RouteMatch& inner, const RouteMatch& outer) {
    if (outer.kind == MatchKind::exact)
        return fmt::format("{} stands inside the exact location {}", named(inner), named(outer));
    if (outer.kind == MatchKind::named)
        return fmt::format("{} stands inside the named location {}", named(inner), named(outer));
    if (inner.kind == MatchKind::named)
        return fmt::format("the named location {} stands inside another location", named(inner));
    if (is_regex(inner) || inner.path.starts_with(outer.path)) return {};
    return fmt::format("no path of the location {} lies in {}, in which it stands", named(inner),
                       named(outer));
}

static void find_misplaced_locations(const Graph& graph, Reporter& report) {
    std::set<std::uint32_t> told;
    for (const Scope& scope : graph.scopes) {
        if (!scope.parent) continue;
        const std::optional<RouteMatch> inner = match_of(scope);
        const std::optional<RouteMatch> outer = match_of(graph.at(*scope.parent));
        if (!inner || !outer) continue;
        const std::string fault = fault_of(*inner, *outer);
        // A `}` that is missing puts all that follows inside: the first one tells.
        if (fault.empty() || !told.insert(scope.parent->value).second) continue;
        report.at(inner->span, fault)
            .label(outer->span, "the location around it")
            .note(fmt::format("nginx does not start: `[emerg] location \"{}\" is outside location "
                              "\"{}\"` or the like",
                              quoted(inner->path), quoted(outer->path)))
            .note("is a `}` missing before it?");
    }
}

extern constexpr Rule ngx101_location_outside_parent{
    .summary = "a location inside one that it does not belong to",
    .why =
        "nginx refuses the whole configuration: `[emerg] location \"/b\" is outside location "
        "\"/a\" in site.conf:12`. Inside a "
        "location only longer paths of the same beginning may stand, and named locations only in "
        "the server. The usual cause "
        "is a forgotten `}`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/ngx_http_core_module.c "
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#location",
    .bad = R"(server {
    listen 80;
    location /static/ {
        expires 30d;
        location /media/ { expires 1d; }
    }
}
)",
    .good = R"(server {
    listen 80;
    location /static/ {
        expires 30d;
        location /static/app/ { expires 1d; }
        location ~ \.map$ { return 404; }
    }
}
)",
    .check = find_misplaced_locations,
};

}  // namespace stackc::rules
