#include <fmt/format.h>

#include <optional>
#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static bool is_served(const Graph& graph, const Site& site, const App& app,
                      const FilesMapping& files) {
    if (files.is_none || !files.url.is_known() || has_regex_routes(graph, site)) return true;
    const Route* route = route_for(graph, site, *files.url);
    // Where no route takes it, the site does not answer for the app's pages there either.
    return route == nullptr || app_of(graph, *route) != &app;
}

static void check_mapping(const Graph& graph, const Site& site, const App& app,
                          const std::optional<FilesMapping>& files, Reporter& report) {
    if (!files || is_served(graph, site, app, *files)) return;
    const Route* route = route_for(graph, site, *files->url);
    const std::string url = quoted(std::string_view(*files->url), 80);
    auto builder = report.at(
        route->match.span,
        fmt::format("requests for `{}` of `{}` go to the app, not to its files", url, app.name));
    builder.label(files->span, "the files lie here");
    if (files->path.is_known())
        builder.note(fmt::format("add `route {} files {}` to the site", url,
                                 quoted(std::string_view(*files->path), 80)));
}

static void find_static_not_routed(const Graph& graph, Reporter& report) {
    const std::set<FileId> described = described_files(graph);
    for (const Site& site : graph.sites) {
        if (!described.contains(site.file) || !site.is_fully_read || !site.raw.empty()) continue;
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

extern constexpr Rule stk055_static_not_routed{
    .summary = "an app's static or media files have no route",
    .why =
        "The pages come without style: nginx passes `/static/…` to the app, which answers 404 once "
        "DEBUG is off.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad =
        R"(app shop { root /srv/shop; wsgi config.wsgi:application; static /static/ from /srv/shop/static }
service web { run shop.wsgi with uwsgi; listen 8000 }
site example.com { listen 80; route / to web }
)",
    .good =
        R"(app shop { root /srv/shop; wsgi config.wsgi:application; static /static/ from /srv/shop/static }
service web { run shop.wsgi with uwsgi; listen 8000 }
site example.com { listen 80; route /static/ files /srv/shop/static; route / to web }
)",
    .check = find_static_not_routed,
};

}  // namespace stackc::rules
