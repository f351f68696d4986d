#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_wsgi(const Process& process) {
    const bool is_server = process.kind == ServerKind::uwsgi || process.kind == ServerKind::gunicorn;
    return is_server && process.is_asgi.is_known() && !*process.is_asgi;
}

static bool is_asgi(const Process& process) {
    if (process.kind == ServerKind::daphne || process.kind == ServerKind::uvicorn) return true;
    return process.kind == ServerKind::gunicorn && process.is_asgi.is_known() && *process.is_asgi;
}

/// An ASGI server of the deployment that no client reaches: that is where the route was to go.
static const Listener* waiting_asgi(const Graph& graph, FileId from) {
    for (const ListenerId id : graph.app_listeners(from)) {
        const Listener& listener = graph.at(id);
        if (is_asgi(graph.at(listener.process)) && listener.endpoint.is_known() && !graph.is_connected(id)) return &listener;
    }
    return nullptr;
}

static void find_websockets_to_wsgi(const Graph& graph, Reporter& report) {
    const std::vector<Link> links = find_links(graph);
    for (const Route& route : graph.routes) {
        const auto* forward = std::get_if<ForwardAction>(&route.action);
        if (forward == nullptr || !forward->is_websocket || !route.scope) continue;
        const Connection& connection = graph.at(forward->connection);
        const Listener* meant = waiting_asgi(graph, connection.span.file);
        if (meant == nullptr) continue;
        for (const Link& link : links) {
            if (link.connection != forward->connection || link.listeners.size() != 1) continue;
            const Listener& listener = graph.at(link.listeners.front());
            const Process& process = graph.at(listener.process);
            if (!is_wsgi(process)) continue;
            const std::string server = name_of(graph, process);
            auto found = report.at(connection.span, fmt::format("the WebSocket route `{}` ends at {}, which speaks WSGI", quoted(route.match.path), server));
            found.label(listener.span, fmt::format("{} listens here", server))
                .label(meant->span, fmt::format("{} speaks ASGI, but nothing forwards to it", name_of(graph, graph.at(meant->process))))
                .note("the handshake is answered as a plain request, with 404 or 200 instead of 101");
            if (!link.is_local || graph.may_have_unseen_listeners(connection.span.file)) found.uncertain();
        }
    }
}

extern constexpr Rule xst035_websocket_route_to_wsgi{
    .summary = "a WebSocket route ends at a WSGI server while the ASGI server gets no requests",
    .why = "WSGI knows no WebSockets: the handshake gets 404, `Not Found: /ws/chat/lobby/`, and browsers say `Error during WebSocket "
           "handshake: Unexpected response code: 404`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx supervisor",
    .sources = "https://github.com/django/channels/issues/1215 https://github.com/django/channels/issues/942",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000; }
    location /ws/ {
        proxy_pass http://127.0.0.1:8000;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
user=deploy
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_set_header Host $host; proxy_pass http://127.0.0.1:8000; }
    location /ws/ {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:9001;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
user=deploy
)",
    .check = find_websockets_to_wsgi,
};

}  // namespace stackc::rules
