#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static std::string_view without_slash(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return path;
}

/// Whether something else in the deployment says that the nested folder is meant.
static bool is_known_folder(const Graph& graph, const std::string& folder) {
    const auto state = graph.paths.find(folder);
    if (graph.target.knows_paths && state != graph.paths.end()) return state->second.exists;
    const auto is_here = [&](const std::string& path) {
        return path == folder || path.starts_with(folder + "/");
    };
    const auto is_apps = [&](const App& app) {
        return (app.static_files && app.static_files->path.is_known() &&
                is_here(*app.static_files->path)) ||
               (app.media && app.media->path.is_known() && is_here(*app.media->path));
    };
    return std::any_of(graph.apps.begin(), graph.apps.end(), is_apps) ||
           std::any_of(graph.paths_made.begin(), graph.paths_made.end(),
                       [&](const PathMade& made) { return is_here(made.path); });
}

/// A fallback such as `try_files $uri /index.html` answers although the folder is not there.
static bool has_fallback(const Scope& scope) {
    const Directive* tries = stated(scope, "try_files");
    if (tries == nullptr) return false;
    return std::any_of(tries->args().begin(), tries->args().end(), [](const Word& word) {
        return !is_variable(word) && !word.value.starts_with('=');
    });
}

static void check_root(const Graph& graph, const DirectiveUse& use, Reporter& report) {
    const std::optional<RouteMatch> match = match_of(graph.at(use.scope));
    if (!match || use.directive.args().size() != 1 || use.directive.args()[0].has_hole) return;
    if (match->kind != MatchKind::prefix && match->kind != MatchKind::prefix_no_regex) return;
    const Word& root = use.directive.args()[0];
    const std::string_view folder = without_slash(root.value);
    const std::string_view location = without_slash(match->path);
    if (location.size() < 2 || !location.starts_with('/') || !folder.ends_with(location)) return;
    if (has_fallback(graph.at(use.scope))) return;
    const std::string nested = std::string(folder) + std::string(location);
    if (is_known_folder(graph, normal_path(nested))) return;
    auto found =
        report.at(root.span, fmt::format("`root {}` inside `location {}` looks in `{}`",
                                         quoted(root.value), quoted(match->path), quoted(nested)));
    found.label(match->span, "nginx appends the whole path, with this part")
        .note(fmt::format(
            "every file is a 404: `open() \"{}/app.css\" failed (2: No such file or directory)`",
            quoted(nested)));
    const std::string_view shorter = folder.substr(0, folder.size() - location.size());
    if (shorter.empty()) return;
    found.fix(fmt::format("cut `{}` from the root", quoted(location)), Safety::unsafe,
              {replace(root, shorter)});
}

static void find_repetitions(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "root")) check_root(graph, use, report);
}

extern constexpr Rule ngx036_root_repeats_location{
    .summary = "a root that ends in its own location's path",
    .why =
        "nginx appends the whole path of the URL to `root`: `/static/app.css` is looked for in "
        "`/srv/shop/static/static/app.css`, a 404: `open() \"/srv/shop/static/static/app.css\" "
        "failed (2: No such file "
        "or directory)`. Of `alias` it appends only what follows the location.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_core_module.html#root",
    .bad = R"(server {
    listen 80;
    location /static/ { root /srv/shop/static; }
}
)",
    .good = R"(server {
    listen 80;
    location /static/ { alias /srv/shop/static/; }
    location /media/ { root /srv/shop; }
}
)",
    .check = find_repetitions,
};

}  // namespace stackc::rules
