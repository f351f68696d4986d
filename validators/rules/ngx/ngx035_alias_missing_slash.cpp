#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// Whether the path may well be one file, so that a slash would break it.
static bool may_be_file(const Graph& graph, std::string_view path) {
    if (const auto state = graph.paths.find(normal_path(path));
        graph.target.knows_paths && state != graph.paths.end()) {
        return state->second.exists && !state->second.is_directory;
    }
    return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

static void find_missing_slashes(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "alias")) {
        if (use.directive.args().size() != 1) continue;
        const Word& folder = use.directive.args()[0];
        const std::optional<RouteMatch> match = match_of(graph.at(use.scope));
        if (!match || is_variable(folder) || folder.value.empty() || folder.value.ends_with('/'))
            continue;
        if (match->kind != MatchKind::prefix && match->kind != MatchKind::prefix_no_regex) continue;
        if (!match->path.ends_with('/') || may_be_file(graph, folder.value)) continue;
        report
            .at(folder.span,
                fmt::format("`location {}` ends in `/`, but its alias `{}` does not: nginx opens "
                            "`{}app.css`",
                            quoted(match->path), quoted(folder.value), quoted(folder.value)))
            .label(match->span, "what follows this is glued to the alias")
            .note(fmt::format(
                "every file is a 404: `open() \"{}app.css\" failed (2: No such file or directory)`",
                quoted(folder.value)))
            .fix("append `/`", Safety::safe, {replace(folder, std::string(folder.value) + "/")});
    }
}

extern constexpr Rule ngx035_alias_missing_slash{
    .summary = "an alias without the slash that its location has",
    .why =
        "What follows the location is glued to the alias: `/static/app.css` becomes "
        "`/srv/shop/staticapp.css`, a 404: "
        "`open() \"/srv/shop/staticapp.css\" failed (2: No such file or directory)`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_core_module.html#alias",
    .bad = R"(server {
    listen 80;
    location /static/ { alias /srv/shop/static; }
}
)",
    .good = R"(server {
    listen 80;
    location /static/ { alias /srv/shop/static/; }
}
)",
    .check = find_missing_slashes,
};

}  // namespace stackc::rules
