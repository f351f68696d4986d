#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_tries_below_patterns(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "try_files")) {
        const Scope& scope = graph.at(use.scope);
        const std::optional<RouteMatch> match = match_of(scope);
        const Directive* alias = stated(scope, "alias");
        const bool is_regex =
            match && (match->kind == MatchKind::regex || match->kind == MatchKind::regex_icase);
        if (!is_regex || alias == nullptr || use.directive.args().empty()) continue;
        const Word& first = use.directive.args()[0];
        if (first.value.find("$uri") == std::string_view::npos) continue;
        report
            .at(first.span,
                "`$uri` in `try_files` is glued to the alias of a regular expression and names no "
                "file")
            .label(alias->span(), "this already is the whole path of the file")
            .note("every request ends in the last argument of `try_files`, mostly a 404")
            .note("leave `try_files` out, or use `root` with a location that is a prefix");
    }
}

extern constexpr Rule ngx040_try_files_with_alias{
    .summary = "try_files beside the alias of a regular expression",
    .why =
        "In a regular expression `alias` names the file by itself; `try_files $uri` appends the "
        "path of the URL to it "
        "again and finds nothing: a 404 for files that are there.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/modules/ngx_http_try_files_module.c "
        "https://trac.nginx.org/nginx/ticket/97",
    .bad = R"(server {
    listen 80;
    location ~ ^/u/(.*)$ { alias /srv/users/$1; try_files $uri =404; }
}
)",
    .good = R"(server {
    listen 80;
    location ~ ^/u/(.*)$ { alias /srv/users/$1; }
    location /w/ { alias /srv/w/; try_files $uri =404; }
}
)",
    .check = find_tries_below_patterns,
};

}  // namespace stackc::rules
