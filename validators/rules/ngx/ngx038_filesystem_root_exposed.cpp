#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_system_folder(std::string_view path) {
    constexpr std::array<std::string_view, 9> folders{"/",    "/etc", "/root", "/home", "/var",
                                                      "/usr", "/opt", "/proc", "/run"};
    return path.starts_with('/') &&
           std::find(folders.begin(), folders.end(), normal_path(path)) != folders.end();
}

/// True when the whole of the folder is served, not only a part that the location names.
static bool serves_all_of_it(const Scope& scope, std::string_view directive) {
    const std::optional<RouteMatch> match = match_of(scope);
    if (!match || pass_in(scope) != nullptr || stated(scope, "return") != nullptr) return false;
    const bool is_prefix =
        match->kind == MatchKind::prefix || match->kind == MatchKind::prefix_no_regex;
    return is_prefix && (directive == "alias" || match->path == "/");
}

static void find_exposed_folders(const Graph& graph, Reporter& report) {
    for (const std::string_view directive : {"root", "alias"}) {
        for (const DirectiveUse& use : uses_of(graph, directive)) {
            if (use.directive.args().size() != 1 || is_variable(use.directive.args()[0])) continue;
            const Word& folder = use.directive.args()[0];
            if (!is_system_folder(folder.value) ||
                !serves_all_of_it(graph.at(use.scope), directive))
                continue;
            report
                .at(folder.span, fmt::format("`{} {}` serves a folder of the system to everyone",
                                             directive, quoted(folder.value)))
                .note("passwords, keys and code below it answer 200")
                .note("name the folder that holds the public files, and nothing else");
        }
    }
}

extern constexpr Rule ngx038_filesystem_root_exposed{
    .summary = "a folder of the system is served",
    .why =
        "Whoever knows the path reads it: `GET /etc/passwd` with `root /;`, keys below `/home`, "
        "logs below `/var`.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/filesystem_root_exposure/ "
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/tutorials/"
        "config_pitfalls.rst",
    .bad = R"(server {
    listen 80;
    location / { root /; }
}
)",
    .good = R"(server {
    listen 80;
    location / { root /srv/shop/public; }
    location /run/shop/ { root /; }
}
)",
    .check = find_exposed_folders,
};

}  // namespace stackc::rules
