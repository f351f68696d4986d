#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Signs of a regular expression that no path of a URL has in this form.
static bool looks_like_regex(std::string_view path) {
    constexpr std::array<std::string_view, 6> signs{".*", ".+", "\\.", "(?", "[^", "\\d"};
    const bool has_sign = std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) {
        return path.find(sign) != std::string_view::npos;
    });
    return has_sign || path.starts_with('^') || path.ends_with('$');
}

static void check_location(const Scope& scope, const RouteMatch& match, Reporter& report) {
    const bool is_text = match.kind == MatchKind::prefix ||
                         match.kind == MatchKind::prefix_no_regex || match.kind == MatchKind::exact;
    if (!is_text || match.path.empty()) return;
    if (looks_like_regex(match.path)) {
        auto found =
            report.at(match.span, fmt::format("`location {}` compares letter by letter: it looks "
                                              "like a regular expression, but has no `~`",
                                              quoted(match.path)));
        found.note("no request matches it, so another location answers");
        if (match.kind == MatchKind::prefix && scope.head.args().size() == 1) {
            found.fix("put `~` before it", Safety::unsafe,
                      {{{match.span.file, match.span.begin, match.span.begin}, "~ "}});
        }
        return;
    }
    if (match.path.starts_with('/') || match.path.front() == '$') return;
    report
        .at(match.span,
            fmt::format("`location {}` does not start with `/`, so no request matches it",
                        quoted(match.path)))
        .note("the path of every URL starts with `/`; another location answers")
        .fix("put `/` before it", Safety::unsafe,
             {{{match.span.file, match.span.begin, match.span.begin}, "/"}});
}

static void find_dead_locations(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        const std::optional<RouteMatch> match = match_of(scope);
        if (match) check_location(scope, *match, report);
    }
}

extern constexpr Rule ngx097_location_never_matches{
    .summary = "a location that no request matches",
    .why =
        "A location without `~` is compared letter by letter with the path, which starts with `/`. "
        "nginx takes "
        "`location static/` and `location \\.php$` without a word, and another location answers.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_core_module.html#location",
    .bad = R"(server {
    listen 80;
    location static/ { alias /srv/shop/static/; }
}
)",
    .good = R"(server {
    listen 80;
    location /static/ { alias /srv/shop/static/; }
    location ~ \.php$ { return 404; }
}
)",
    .check = find_dead_locations,
};

}  // namespace stackc::rules
