#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// Whether nginx opens what another user may not: sockets, whose mode nobody proves, and files in
/// home folders.
static bool may_need_root(const Graph& graph, FileId from) {
    const auto is_in_home = [](std::string_view path) {
        return path.starts_with("/root/") || path.starts_with("/home/");
    };
    for (const Route& route : graph.routes) {
        const auto* files = std::get_if<FilesAction>(&route.action);
        if (files == nullptr || !graph.are_together(from, route.span.file)) continue;
        if (files->path.is_unknown() || (files->path.is_known() && is_in_home(*files->path)))
            return true;
    }
    return std::any_of(
        graph.connections.begin(), graph.connections.end(), [&](const Connection& connection) {
            return graph.are_together(from, connection.span.file) &&
                   std::any_of(connection.targets.begin(), connection.targets.end(),
                               [](const Value<Endpoint>& target) {
                                   return target.is_known() && as_unix(*target) != nullptr;
                               });
        });
}

static void find_root_workers(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "user")) {
        if (graph.at(use.scope).kind != "main" || use.directive.arg(0) != "root") continue;
        const std::string user = graph.default_nginx_user();
        auto found = report.at(use.directive.span(), "nginx's workers run as `root`");
        found
            .note(
                "one bug in nginx or a module gives the whole machine away; files of root are "
                "served too")
            .note("it hides a missing permission: give nginx's user the socket's group instead");
        if (may_need_root(graph, use.directive.span().file)) continue;
        found.fix(fmt::format("run as `{}`", user), Safety::unsafe,
                  {replace(use.directive.args()[0], user)});
    }
}

extern constexpr Rule ngx082_worker_runs_as_root{
    .summary = "nginx's workers run as root",
    .why =
        "Chosen to make `(13: Permission denied)` go away. One bug in nginx or a module gives the "
        "whole machine away.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/ngx_core_module.html#user "
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/tutorials/"
        "config_pitfalls.rst",
    .bad = R"(#> nginx/nginx.conf
user root;
events {}
http { server { listen 80; root /srv/shop/public; } }
)",
    .good = R"(#> nginx/nginx.conf
user www-data;
events {}
http { server { listen 80; root /srv/shop/public; } }
)",
    .check = find_root_workers,
};

}  // namespace stackc::rules
