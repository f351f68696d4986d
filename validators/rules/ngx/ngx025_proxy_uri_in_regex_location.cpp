#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// What of the block makes nginx 1.22.1 refuse a path in `proxy_pass`; empty where it does not.
static std::string_view forbidding_block(const Scope& scope) {
    if (scope.kind == "if") return "an `if`";
    if (scope.kind == "limit_except") return "a `limit_except`";
    const std::optional<RouteMatch> match = match_of(scope);
    if (!match) return {};
    switch (match->kind) {
        case MatchKind::regex:
        case MatchKind::regex_icase:
            return "a location with a regular expression";
        case MatchKind::named:
            return "a named location";
        case MatchKind::prefix:
        case MatchKind::prefix_no_regex:
        case MatchKind::exact:
        case MatchKind::server:
            return {};
    }
    unreachable("MatchKind");
}

static void find_forbidden_paths(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        if (use.directive.args().size() != 1 || is_variable(use.directive.args()[0])) continue;
        const Word& word = use.directive.args()[0];
        const std::optional<ProxyUrl> url = parse_proxy_url(word.value);
        const std::string_view block = forbidding_block(graph.at(use.scope));
        if (!url || url->path.empty() || block.empty()) continue;
        report
            .at(word.span, fmt::format("`{}` has a path, which nginx does not allow inside {}",
                                       quoted(word.value), block))
            .label(graph.at(use.scope).head.span(), "this block")
            .note(
                "nginx does not start: `[emerg] \"proxy_pass\" cannot have URI part in location "
                "given by regular expression, …`")
            .note("drop the path, or change it with `rewrite … break` before");
    }
}

extern constexpr Rule ngx025_proxy_uri_in_regex_location{
    .summary = "a proxy_pass with a path where nginx cannot put it",
    .why =
        "Inside a regular expression, a named location, `if` or `limit_except` nginx does not know "
        "which part of the "
        "URL to replace, and refuses even a lone `/`: `[emerg] \"proxy_pass\" cannot have URI part "
        "in location given "
        "by regular expression, or inside named location, …`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/modules/ngx_http_proxy_module.c "
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass",
    .bad = R"(server {
    listen 80;
    location ~ ^/api { proxy_pass http://127.0.0.1:8000/; }
}
)",
    .good = R"(server {
    listen 80;
    location ~ ^/api { proxy_pass http://127.0.0.1:8000; }
}
)",
    .check = find_forbidden_paths,
};

}  // namespace stackc::rules
