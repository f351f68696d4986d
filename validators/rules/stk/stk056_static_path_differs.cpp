#include <fmt/format.h>

#include <optional>
#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void check_mapping(const Graph& graph, const Site& site, const App& app,
                          const std::optional<FilesMapping>& files, Reporter& report) {
    if (!files || files->is_none || !files->url.is_known() || !files->path.is_known()) return;
    const Route* route = route_for(graph, site, *files->url);
    const FilesAction* action =
        route == nullptr ? nullptr : std::get_if<FilesAction>(&route->action);
    if (action == nullptr || !action->path.is_known() || route->match.path != *files->url) return;
    if (normal_path(*action->path) == normal_path(*files->path)) return;
    report
        .at(action->path.span_or(route->span),
            fmt::format("`{}` is served from `{}`, but `{}` keeps those files in `{}`",
                        quoted(std::string_view(*files->url), 80),
                        quoted(std::string_view(*action->path), 80), app.name,
                        quoted(std::string_view(*files->path), 80)))
        .label(files->path.span_or(files->span), "the app's folder")
        .fix("serve the app's folder", Safety::unsafe,
             {{action->path.span_or(route->span), *files->path}});
}

static void find_static_path_differs(const Graph& graph, Reporter& report) {
    const std::set<FileId> described = described_files(graph);
    for (const Site& site : graph.sites) {
        if (!described.contains(site.file)) continue;
        std::set<const App*> apps;
        for (const RouteId id : site.routes) {
            if (const App* app = app_of(graph, graph.at(id))) apps.insert(app);
        }
        for (const App* app : apps) {
            check_mapping(graph, site, *app, app->static_files, report);
            check_mapping(graph, site, *app, app->media, report);
        }
    }
}

extern constexpr Rule stk056_static_path_differs{
    .summary = "a route serves other files than the app collects",
    .why = "`collectstatic` fills one folder, nginx looks into another: 404 for every style sheet.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "stack",
    .bad =
        R"(app shop { root /srv/shop; wsgi config.wsgi:application; static /static/ from /srv/shop/static }
service web { run shop.wsgi with uwsgi; listen 8000 }
site example.com { listen 80; route /static/ files /srv/shop/assets; route / to web }
)",
    .good =
        R"(app shop { root /srv/shop; wsgi config.wsgi:application; static /static/ from /srv/shop/static }
service web { run shop.wsgi with uwsgi; listen 8000 }
site example.com { listen 80; route /static/ files /srv/shop/static; route / to web }
)",
    .check = find_static_path_differs,
};

}  // namespace stackc::rules
