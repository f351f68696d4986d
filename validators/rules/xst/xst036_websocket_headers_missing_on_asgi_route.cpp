#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

/// Paths that nobody gives to anything else than WebSockets.
static bool is_websocket_path(std::string_view path) {
    static constexpr std::array<std::string_view, 5> names{"ws", "wss", "websocket", "websockets", "socket.io"};
    for (const std::string_view part : split(path, '/')) {
        if (std::find(names.begin(), names.end(), part) != names.end()) return true;
    }
    return false;
}

static bool is_plain_match(const RouteMatch& match) {
    return match.kind == MatchKind::prefix || match.kind == MatchKind::prefix_no_regex || match.kind == MatchKind::exact;
}

static bool is_asgi(const Process& process) {
    if (process.kind == ServerKind::daphne || process.kind == ServerKind::uvicorn) return true;
    return process.kind == ServerKind::gunicorn && process.is_asgi.is_known() && *process.is_asgi;
}

/// No include of an enclosing level hides headers from us.
static bool is_read_up_to_server(const Graph& graph, ScopeId scope) {
    for (std::optional<ScopeId> level = scope; level; level = graph.at(*level).parent) {
        if (!graph.at(*level).is_fully_read) return false;
        if (graph.at(*level).kind == "server") return true;
    }
    return true;
}

static std::vector<Edit> add_headers(const Graph& graph, const Connection& connection, ScopeId scope) {
    std::vector<std::string_view> lines{"proxy_http_version 1.1;", "proxy_set_header Upgrade $http_upgrade;",
                                        "proxy_set_header Connection \"upgrade\";"};
    if (graph.inherited(scope, "proxy_set_header").empty()) lines.emplace_back("proxy_set_header Host $host;");
    return add_proxy_headers(graph, connection, scope, lines);
}

static const Listener* asgi_behind(const Graph& graph, const std::vector<Link>& links, ConnectionId connection) {
    for (const Link& link : links) {
        if (link.connection != connection || link.listeners.size() != 1) continue;
        const Listener& listener = graph.at(link.listeners.front());
        if (is_asgi(graph.at(listener.process))) return &listener;
    }
    return nullptr;
}

static void find_missing_headers(const Graph& graph, Reporter& report) {
    const std::vector<Link> links = find_links(graph);
    for (const Route& route : graph.routes) {
        const auto* forward = std::get_if<ForwardAction>(&route.action);
        if (forward == nullptr || forward->is_websocket || !route.scope || !is_plain_match(route.match)) continue;
        const Connection& connection = graph.at(forward->connection);
        if (connection.protocol != Protocol::http || !is_websocket_path(route.match.path)) continue;
        if (!is_read_up_to_server(graph, *route.scope)) continue;
        const Listener* listener = asgi_behind(graph, links, forward->connection);
        if (listener == nullptr) continue;
        const std::string server = name_of(graph, graph.at(listener->process));
        auto found = report.at(connection.directive_span, fmt::format("`{}` forwards to {} without the headers that open a WebSocket",
                                                                      quoted(route.match.path), server));
        found.label(listener->span, fmt::format("{} listens here", server))
            .note("nginx passes Upgrade and Connection on only when told to: the handshake becomes a plain request and gets 404");
        const std::vector<Edit> edits = add_headers(graph, connection, *route.scope);
        if (!edits.empty()) found.fix("pass the WebSocket headers on", Safety::safe, edits);
        const bool may_be_set_above = graph.inherited(*route.scope, "proxy_set_header").empty() && !is_fully_known(graph, connection);
        if (may_be_set_above) found.uncertain();
    }
}

extern constexpr Rule xst036_websocket_headers_missing_on_asgi_route{
    .summary = "a WebSocket path reaches the ASGI server without Upgrade and Connection headers",
    .why = "nginx drops both headers unless told otherwise, so the handshake arrives as a plain request: 404, and `Error during "
           "WebSocket handshake: Unexpected response code: 404` in the browser.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx supervisor",
    .sources = "observed:nginx-1.22.1 https://github.com/django/daphne/issues/217 https://github.com/Kludex/uvicorn/issues/948",
    .bad = R"(#> nginx.conf
events {}
http {
    server {
        listen 80;
        location /ws/ {
            proxy_pass http://127.0.0.1:9001;
        }
    }
}
#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
user=deploy
)",
    .good = R"(#> nginx.conf
events {}
http {
    server {
        listen 80;
        location /ws/ {
            proxy_pass http://127.0.0.1:9001;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }
    }
}
#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
user=deploy
)",
    .check = find_missing_headers,
};

}  // namespace stackc::rules
