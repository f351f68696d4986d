#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// A location that stands for one resource (`/robots.txt`) is no prefix of others.
static bool is_single_file(std::string_view path) {
    return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

/// Whether the path is joined to what follows the location's prefix.
static bool is_joined(const Scope& scope, const RouteMatch& match, std::string_view uri) {
    const bool is_prefix =
        match.kind == MatchKind::prefix || match.kind == MatchKind::prefix_no_regex;
    // After `rewrite … break` nginx leaves the path of proxy_pass aside.
    return is_prefix && !uri.empty() && uri.find('?') == std::string_view::npos &&
           stated(scope, "rewrite") == nullptr;
}

static void find_mismatches(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        if (use.directive.args().size() != 1 || is_variable(use.directive.args()[0])) continue;
        const Word& word = use.directive.args()[0];
        const std::optional<ProxyUrl> url = parse_proxy_url(word.value);
        const std::optional<RouteMatch> match = match_of(graph.at(use.scope));
        if (!url || !match || !is_joined(graph.at(use.scope), *match, url->path)) continue;
        const bool location_ends = match->path.ends_with('/');
        const bool uri_ends = url->path.ends_with('/');
        if (location_ends == uri_ends || is_single_file(match->path)) continue;
        const std::string asked = match->path + (location_ends ? "list" : "/list");
        const std::string sent = std::string(url->path) + (location_ends ? "list" : "/list");
        auto found = report.at(word.span, fmt::format("`{}` is passed on as `{}`: `location {}` "
                                                      "and `{}` disagree on the slash at the end",
                                                      quoted(asked), quoted(sent),
                                                      quoted(match->path), quoted(url->path)));
        found.label(match->span, "nginx replaces exactly this part of the path");
        found.note(fmt::format("the application logs `Not Found: {}`", quoted(sent)));
        if (location_ends) {
            found.fix("end the path in `/`", Safety::unsafe,
                      {replace(word, std::string(word.value) + "/")});
        } else {
            found.fix("end the location in `/`", Safety::unsafe,
                      {{match->span, match->path + "/"}});
        }
    }
}

extern constexpr Rule ngx026_proxy_pass_slash_mismatch{
    .summary = "location and proxy_pass disagree on the slash at the end",
    .why =
        "nginx replaces the location's text in the path by the path of proxy_pass, letter by "
        "letter: the application "
        "sees `//list` or `/v1list` and answers 404, `Not Found: //list`.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass "
        "https://github.com/owntracks/frontend/issues/63",
    .bad = R"(server {
    listen 80;
    location /api { proxy_pass http://127.0.0.1:8000/; }
}
)",
    .good = R"(server {
    listen 80;
    location /api/ { proxy_pass http://127.0.0.1:8000/; }
}
)",
    .check = find_mismatches,
};

}  // namespace stackc::rules
