#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static void find_idle_uris(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        const std::optional<RouteMatch> match = match_of(graph.at(use.scope));
        if (!match || match->kind != MatchKind::prefix || match->path != "/" ||
            use.directive.args().size() != 1)
            continue;
        const Word& address = use.directive.args()[0];
        const std::optional<ProxyUrl> url = parse_proxy_url(address.value);
        if (!url || url->path != "/" || is_variable(address)) continue;
        report
            .at(address.span,
                "the `/` after the address makes nginx decode the path before it hands it on")
            .note(
                "`/a%2Fb` arrives as `/a/b`, and `//` as `/`; without the `/` the app sees what "
                "the client sent")
            .fix("drop the `/`", Safety::unsafe,
                 {replace(address, address.value.substr(0, address.value.size() - 1))});
    }
}

extern constexpr Rule ngx059_proxy_pass_normalized{
    .summary = "a path in `proxy_pass` that changes nothing but the encoding",
    .why =
        "With any path in `proxy_pass` nginx replaces the matched part of the decoded, normalised "
        "path. In "
        "`location /` that replaces `/` by `/`: all that it does is to decode `%2F` and to merge "
        "slashes, which "
        "breaks signed URLs and slugs with an encoded slash: 404 for these alone.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass "
        "https://gixy.io/plugins/proxy_pass_normalized/",
    .bad = R"(server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000/; }
}
)",
    .good = R"(server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000; }
}
)",
    .check = find_idle_uris,
};

}  // namespace stackc::rules
