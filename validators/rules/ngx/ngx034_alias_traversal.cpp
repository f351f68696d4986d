#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_traversals(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "alias")) {
        if (use.directive.args().size() != 1) continue;
        const Word& folder = use.directive.args()[0];
        const std::optional<RouteMatch> match = match_of(graph.at(use.scope));
        if (!match || folder.has_hole || !folder.value.ends_with('/') || match->path.ends_with('/'))
            continue;
        if (match->kind != MatchKind::prefix && match->kind != MatchKind::prefix_no_regex) continue;
        report
            .at(match->span,
                fmt::format("`location {}` does not end in `/`, but its alias `{}` does: `{}../` "
                            "opens the folder above",
                            quoted(match->path), quoted(folder.value), quoted(match->path)))
            .label(folder.span, "nginx puts what follows the location here")
            .note(fmt::format("`GET {}../…` answers 200 with any file of the folder above",
                              quoted(match->path)))
            .fix("end the location in `/`", Safety::unsafe,
                 {{{match->span.file, match->span.end, match->span.end}, "/"}});
    }
}

extern constexpr Rule ngx034_alias_traversal{
    .summary = "an alias through which the folder above can be read",
    .why =
        "What follows the location is glued to the alias: `GET /static../settings.py` opens "
        "`/srv/app/static/../settings.py`, that is the code, `.env` and the database beside the "
        "static folder.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/alias_traversal/ "
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#alias",
    .bad = R"(server {
    listen 80;
    location /static { alias /srv/shop/static/; }
}
)",
    .good = R"(server {
    listen 80;
    location /static/ { alias /srv/shop/static/; }
}
)",
    .check = find_traversals,
};

}  // namespace stackc::rules
