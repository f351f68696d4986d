#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static void find_constant_upgrades(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "proxy_pass")) {
        const std::optional<RouteMatch> match = match_of(graph.at(use.scope));
        const bool is_all = match && match->path == "/" && (match->kind == MatchKind::prefix || match->kind == MatchKind::prefix_no_regex);
        if (!is_all || surroundings_of(graph, use.scope) == Surroundings::unknown) continue;
        const std::vector<Setting> headers = settings_in_force(graph, use.scope, "proxy_set_header");
        const Setting* connection = find_setting(headers, "Connection");
        const Setting* upgrade = find_setting(headers, "Upgrade");
        if (connection == nullptr || upgrade == nullptr || to_lower(connection->value) != "upgrade") continue;
        report.at(connection->directive.span(), "`Connection: upgrade` is sent with every request, not only with those for WebSockets")
            .note("ordinary requests then name an upgrade that is not there: connections to the server are not kept, and some servers answer 400")
            .note("a map gives it to those who ask: `map $http_upgrade $connection_upgrade { default upgrade; '' close; }`, then `proxy_set_header "
                  "Connection $connection_upgrade;`");
    }
}

extern constexpr Rule ngx104_upgrade_on_every_request{
    .summary = "every request says `Connection: upgrade`",
    .why = "The lines for WebSockets stand in a location that serves pages as well. `Upgrade` is empty there and not sent, `Connection` is: the server "
           "is told to expect what does not come, and keeps no connection.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/websocket.html",
    .bad = R"(server {
    listen 80;
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
)",
    .good = R"(map $http_upgrade $connection_upgrade {
    default upgrade;
    '' close;
}
server {
    listen 80;
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
    }
}
)",
    .check = find_constant_upgrades,
};

}  // namespace stackc::rules
