#include <algorithm>

#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_unrouted(const Graph& graph, Reporter& report) {
    const std::vector<Link> links = find_links(graph);
    for (const AsgiApp& app : graph.asgi_apps) {
        if (!app.is_fully_read || app.has_websocket) continue;
        for (const Link& link : links) {
            const Connection& connection = graph.at(link.connection);
            if (!connection.route || link.listeners.size() != 1) continue;
            const ProcessId process = graph.at(link.listeners.front()).process;
            const auto* forward = std::get_if<ForwardAction>(&graph.at(*connection.route).action);
            if (forward == nullptr || !forward->is_websocket ||
                std::find(app.processes.begin(), app.processes.end(), process) ==
                    app.processes.end())
                continue;
            report
                .at(app.span,
                    "the application has no `websocket` protocol, and nginx forwards WebSockets to "
                    "it")
                .label(connection.span, "WebSockets are forwarded here")
                .note(app.is_router ? "the handshake fails with `ValueError: No application "
                                      "configured for scope type 'websocket'`"
                                    : "the handshake fails with `ValueError: Django can only "
                                      "handle ASGI/HTTP connections, not websocket.`");
            break;
        }
    }
}

extern constexpr Rule asg002_websocket_protocol_unrouted{
    .summary = "WebSockets reach an application that knows none",
    .why =
        "The ASGI server takes the handshake, the application raises `ValueError` for its "
        "scope, and the browser sees a closed connection.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django nginx supervisor",
    .sources = "https://github.com/django/channels/issues/1426",
    .bad = R"(#> nginx/site.conf
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
#> shop/asgi.py
import os
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = ProtocolTypeRouter({
    "http": get_asgi_application(),
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
    .check = find_unrouted,
};

}  // namespace stackc::rules
