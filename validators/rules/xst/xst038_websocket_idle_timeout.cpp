#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

/// How often the server pings an idle WebSocket. daphne 4.0.0 and uvicorn 0.17.6 do so every 20
/// seconds unless told otherwise; 0 or none switches it off.
static std::optional<Duration> ping_interval(const Process& process) {
    const bool is_daphne = process.kind == ServerKind::daphne;
    if ((!is_daphne && process.kind != ServerKind::uvicorn) || !process.is_fully_read) return std::nullopt;
    const Option* option = process.option(is_daphne ? "ping_interval" : "ws_ping_interval");
    if (option == nullptr) return Duration{20'000};
    const auto seconds = option->value.is_known() ? parse_number(*option->value) : std::nullopt;
    const bool is_sane = seconds && *seconds > 0 && *seconds < 1'000'000;
    return is_sane ? std::optional(Duration{*seconds * 1000}) : std::nullopt;
}

static void find_short_waits(const Graph& graph, Reporter& report) {
    std::set<Span> seen;
    const std::vector<Link> links = find_links(graph);
    for (const Route& route : graph.routes) {
        const auto* forward = std::get_if<ForwardAction>(&route.action);
        if (forward == nullptr || !forward->is_websocket || !route.scope) continue;
        const Connection& connection = graph.at(forward->connection);
        for (const Link& link : links) {
            if (link.connection != forward->connection || link.listeners.size() != 1 || connection.read_timeout.is_unknown()) continue;
            const Listener& listener = graph.at(link.listeners.front());
            const Process& process = graph.at(listener.process);
            const Duration patience = connection.read_timeout.value_or(Duration{60'000});
            const auto interval = ping_interval(process);
            const Span at = connection.read_timeout.span_or(connection.span);
            if (!interval || patience > *interval || !seen.insert(at).second) continue;
            auto found = report.at(at, fmt::format("nginx closes a WebSocket after {} of silence, but {} pings only every {}", to_text(patience),
                                                   name_of(graph, process), to_text(*interval)));
            found.label(connection.span, fmt::format("`{}` is forwarded here", quoted(route.match.path)))
                .label(listener.span, "the server listens here")
                .note("an idle page loses its connection again and again; nginx logs nothing but `upstream timed out (110: Connection timed out) while proxying upgraded connection`")
                .note("let nginx wait longer than the pings are apart, as a rule `proxy_read_timeout 1h;` on this location");
            if (!connection.read_timeout.is_stated() && !is_fully_known(graph, connection)) found.uncertain();
        }
    }
}

extern constexpr Rule xst038_websocket_idle_timeout{
    .summary = "nginx cuts idle WebSockets before the server's next ping",
    .why = "nginx closes a connection on which nothing came for `proxy_read_timeout`, 60 s unless said. daphne and uvicorn keep idle "
           "WebSockets alive with a ping every 20 s; when that is longer, every quiet page reconnects for ever.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx supervisor systemd",
    .sources = "observed:daphne-4.0.0 https://github.com/django/daphne/issues/113 http://nginx.org/en/docs/http/websocket.html",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location /ws/ {
        proxy_pass http://127.0.0.1:9001;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_read_timeout 10s;
    }
}
#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location /ws/ {
        proxy_pass http://127.0.0.1:9001;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_read_timeout 1h;
    }
}
#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
user=shop
)",
    .check = find_short_waits,
};

}  // namespace stackc::rules
