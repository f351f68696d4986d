#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// What every path that the pattern takes starts with; nothing where an expression is not anchored.
static std::optional<std::string> literal_start(const SocketPattern& pattern) {
    if (!pattern.is_regex) return pattern.text.substr(0, pattern.text.find('<'));
    if (!pattern.text.starts_with('^')) return std::nullopt;
    std::string_view rest = std::string_view(pattern.text).substr(1);
    const std::size_t special = rest.find_first_of("\\([{.?*+|$");
    if (special == std::string_view::npos) return std::string(rest);
    // What may repeat or be left out is no part of the start.
    const bool is_optional = rest[special] == '?' || rest[special] == '*' || rest[special] == '{';
    if (rest[special] == '|') return std::nullopt;
    return std::string(rest.substr(0, special - (is_optional && special > 0 ? 1 : 0)));
}

static bool can_meet(std::string_view prefix, const AsgiApp& app) {
    return std::any_of(app.patterns.begin(), app.patterns.end(), [&](const SocketPattern& pattern) {
        const std::optional<std::string> start = literal_start(pattern);
        return !start || start->starts_with(prefix) || prefix.starts_with(*start);
    });
}

static void find_unmet_prefixes(const Graph& graph, Reporter& report) {
    const std::vector<Link> links = find_links(graph);
    for (const AsgiApp& app : graph.asgi_apps) {
        if (!app.is_fully_read || app.patterns.empty()) continue;
        for (const Link& link : links) {
            const Connection& connection = graph.at(link.connection);
            if (!connection.route || link.listeners.size() != 1 || !connection.uri.empty())
                continue;
            const ProcessId process = graph.at(link.listeners.front()).process;
            if (std::find(app.processes.begin(), app.processes.end(), process) ==
                app.processes.end())
                continue;
            const Route& route = graph.at(*connection.route);
            const auto* forward = std::get_if<ForwardAction>(&route.action);
            const bool is_prefix = route.match.kind == MatchKind::prefix ||
                                   route.match.kind == MatchKind::prefix_no_regex;
            if (forward == nullptr || !forward->is_websocket || forward->strips_prefix ||
                !is_prefix || route.match.path.size() < 2)
                continue;
            // What a rewrite makes of the path is not told by the location.
            const bool is_rewritten = !route.scope || !graph.inherited(*route.scope, "rewrite").empty();
            if (is_rewritten || can_meet(std::string_view(route.match.path).substr(1), app)) continue;
            report
                .at(route.match.span,
                    fmt::format("no WebSocket route of the application starts with `{}`",
                                quoted(route.match.path)))
                .label(app.patterns.front().span, "its routes")
                .note(fmt::format("the handshake fails with `ValueError: No route found for path "
                                  "'{}'.` in the server's log",
                                  quoted(route.match.path.substr(1))));
        }
    }
}

extern constexpr Rule xst037_websocket_prefix_mismatch{
    .summary = "nginx and the router mean different WebSocket paths",
    .why =
        "nginx hands the handshake on with its whole path; the URLRouter has no route for it, "
        "the connection is closed and the log says `No route found for path`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx django supervisor",
    .sources = "https://channels.readthedocs.io/en/stable/topics/routing.html",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location /socket/ {
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_pass http://127.0.0.1:9001;
    }
}
#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
#> shop/asgi.py
import os
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AllowedHostsOriginValidator(URLRouter([path("ws/chat/", chat)])),
})
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location /ws/ {
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_pass http://127.0.0.1:9001;
    }
}
#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
user=shop
#> shop/asgi.py
import os
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = ProtocolTypeRouter({
    "http": get_asgi_application(),
    "websocket": AllowedHostsOriginValidator(URLRouter([path("ws/chat/", chat)])),
})
)",
    .check = find_unmet_prefixes,
};

}  // namespace stackc::rules
