#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_blocked_passes(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        const std::optional<RouteMatch> match = scope.kind == "location" ? match_of(scope) : std::nullopt;
        const Directive* tries = match ? stated(scope, "try_files") : nullptr;
        const Directive* pass = tries != nullptr ? pass_in(scope) : nullptr;
        // PHP is asked for by the names of files that are there.
        if (pass == nullptr || (pass->name() != "uwsgi_pass" && pass->name() != "proxy_pass") || tries->args().empty()) continue;
        const std::string_view last = tries->args().back().value;
        if (!last.starts_with("=4") || match->kind == MatchKind::named) continue;
        report.at(tries->span(), fmt::format("`try_files … {}` answers before `{}` is asked", last, pass->name()))
            .label(pass->span(), "only requests for files that are there get here")
            .note("every page of the application is a 404; the fallback of `try_files` has to be a location that hands on: `try_files $uri @app;`");
    }
}

extern constexpr Rule ngx109_only_files_are_passed_on{
    .summary = "`try_files … =404` in front of an application",
    .why = "`try_files` looks for a file first and answers 404 where there is none. What the application would have answered is never asked for, save for "
           "files that lie there by chance.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1 http://nginx.org/en/docs/http/ngx_http_core_module.html#try_files",
    .bad = R"(server {
    listen 80;
    root /srv/shop/public;
    location / {
        try_files $uri =404;
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
    }
}
)",
    .good = R"(server {
    listen 80;
    root /srv/shop/public;
    location / {
        try_files $uri @app;
    }
    location @app {
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
    }
}
)",
    .check = find_blocked_passes,
};

}  // namespace stackc::rules
