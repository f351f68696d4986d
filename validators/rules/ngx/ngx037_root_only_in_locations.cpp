#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void check_server(const Graph& graph, const Scope& server, Reporter& report) {
    const ScopeId id = graph.id_of(server);
    if (!is_read_to_the_top(graph, id) || graph.effective(id, "root") != nullptr ||
        stated(server, "return") != nullptr)
        return;
    std::vector<Span> roots;
    for (const ScopeId child : server.children) {
        const std::optional<RouteMatch> match = match_of(graph.at(child));
        // A location for everything leaves nothing to the folder that nginx was built with.
        if (!match || match->path == "/" || !graph.at(child).is_fully_read) return;
        if (const Directive* root = stated(graph.at(child), "root")) roots.push_back(root->span());
    }
    if (roots.size() < 2) return;
    report
        .at(server.head.span(),
            "locations set `root`, the server does not: other paths are looked for in nginx's own "
            "`html` folder")
        .label(roots[0], "one of them")
        .label(roots[1], "another")
        .note("set `root` in the server, and in a location only where it differs");
}

static void find_servers_without_root(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "server" && enclosing_id(graph, graph.id_of(scope), "http"))
            check_server(graph, scope, report);
    }
}

extern constexpr Rule ngx037_root_only_in_locations{
    .summary = "a root in the locations, none in the server",
    .why =
        "A path that no location takes is looked for in the folder that nginx was built with, such "
        "as "
        "`/usr/share/nginx/html`: a 404, or the welcome page.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "nginx",
    .sources =
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/tutorials/"
        "config_pitfalls.rst",
    .bad = R"(#> nginx/nginx.conf
events {}
http {
    server {
        listen 80;
        location /static/ { root /srv/shop; }
        location /media/ { root /srv/shop; }
    }
}
)",
    .good = R"(#> nginx/nginx.conf
events {}
http {
    server {
        listen 80;
        root /srv/shop;
        location /static/ { expires 30d; }
        location /media/ { expires 1d; }
    }
}
)",
    .check = find_servers_without_root,
};

}  // namespace stackc::rules
