#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/schemes.h"

namespace stackc::rules {

/// The `listen … ssl` of the site; null where it has none.
static const SiteListen* tls_listen(const Site& site) {
    const auto found =
        std::find_if(site.listens.begin(), site.listens.end(),
                     [](const SiteListen& listen) { return listen.is_tls && !listen.is_stream; });
    return found == site.listens.end() ? nullptr : &*found;
}

static bool speaks_http(const Graph& graph, const Link& link) {
    return std::any_of(link.listeners.begin(), link.listeners.end(), [&](ListenerId id) {
        return is_app_server(graph, id) && graph.at(id).protocol == Protocol::http &&
               graph.at(graph.at(id).process).kind != ServerKind::uwsgi;
    });
}

static void find_lost_schemes(const Graph& graph, Reporter& report) {
    std::set<ConnectionId> told;
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const std::optional<ScopeId> scope =
            connection.route ? graph.at(*connection.route).scope : std::nullopt;
        if (!scope || connection.protocol != Protocol::http || !speaks_http(graph, link)) continue;
        const Site& site = graph.at(graph.at(*connection.route).site);
        const SiteListen* listen = tls_listen(site);
        const std::vector<Setting> headers = settings_in_force(graph, *scope, "proxy_set_header");
        // A WebSocket's handshake makes no links.
        const bool is_socket = find_setting(headers, "Upgrade") != nullptr;
        if (listen == nullptr || is_socket || tells_scheme(headers) ||
            !told.insert(link.connection).second)
            continue;
        auto found =
            report.at(connection.span, "the app is not told that the client came over TLS");
        found.label(listen->span, "TLS ends here")
            .note(
                "it takes every request for plain http: links and redirects say `http://`, "
                "Django's CSRF check answers 403 "
                "(`Origin checking failed`), and SECURE_SSL_REDIRECT turns in a circle");
        static constexpr std::string_view lines[] = {"proxy_set_header X-Forwarded-Proto $scheme;"};
        const std::vector<Edit> edits = add_proxy_headers(graph, connection, *scope, lines);
        if (!edits.empty()) found.fix("tell it", Safety::unsafe, edits);
        if (!is_fully_known(graph, connection) ||
            surroundings_of(graph, *scope) != Surroundings::known)
            found.uncertain();
    }
}

extern constexpr Rule xst030_forwarded_proto_not_sent{
    .summary = "TLS ends at nginx, and the app does not learn of it",
    .why =
        "Over `proxy_pass http://…` the app sees plain http. Without `X-Forwarded-Proto` it builds "
        "`http://` links, "
        "refuses forms by their origin (`Forbidden (Origin checking failed - https://shop.example "
        "does not match any "
        "trusted origins.)`), or redirects to https for ever.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx gunicorn daphne uvicorn supervisor systemd",
    .sources =
        "https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header "
        "https://docs.gunicorn.org/en/stable/deploy.html",
    .bad = R"(#> nginx/nginx.conf
events {}
http {
    server {
        listen 443 ssl;
        server_name shop.example.com;
        ssl_certificate /etc/ssl/shop.pem;
        ssl_certificate_key /etc/ssl/shop.key;
        location / {
            proxy_pass http://127.0.0.1:8000;
            proxy_set_header Host $host;
        }
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
)",
    .good = R"(#> nginx/nginx.conf
events {}
http {
    server {
        listen 443 ssl;
        server_name shop.example.com;
        ssl_certificate /etc/ssl/shop.pem;
        ssl_certificate_key /etc/ssl/shop.key;
        location / {
            proxy_pass http://127.0.0.1:8000;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-Proto $scheme;
        }
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
)",
    .check = find_lost_schemes,
};

}  // namespace stackc::rules
