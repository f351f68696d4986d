#include <fmt/format.h>

#include <algorithm>

#include "compiler/graph/django_routes.h"
#include "compiler/graph/endpoint.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

/// The port in the address that browsers show, where every listen of the site has the same unusual
/// one.
static std::optional<std::uint16_t> shown_port(const Site& site) {
    std::optional<std::uint16_t> port;
    for (const SiteListen& listen : site.listens) {
        const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
        if (tcp == nullptr || tcp->port == (listen.is_tls ? 443 : 80)) return std::nullopt;
        if (port && *port != tcp->port) return std::nullopt;
        port = tcp->port;
    }
    return port;
}

/// Another server, or the port that a container is published at, stands in front of the site.
static bool is_behind_another(const Graph& graph, const Site& site) {
    if (site.process && !graph.at(*site.process).containers.empty()) return true;
    return std::any_of(site.listens.begin(), site.listens.end(), [&](const SiteListen& listen) {
        const TcpEndpoint* tcp = as_tcp(*listen.endpoint);
        const std::vector<Link> links = find_links(graph);
        return is_loopback(tcp->host) || std::any_of(links.begin(), links.end(), [&](const Link& link) { return reaches(link.target, *listen.endpoint); });
    });
}

static void check_route(const Graph& graph, const DjangoRoute& route, Reporter& report) {
    const Site& site = graph.at(route.site);
    const Connection& connection = graph.at(route.connection);
    const std::optional<std::uint16_t> port = shown_port(site);
    const PythonValue* middleware = route.settings->find("MIDDLEWARE");
    if (!port || is_behind_another(graph, site) || connection.protocol != Protocol::http ||
        route.settings->find("CSRF_TRUSTED_ORIGINS") != nullptr || !route.settings->is_fully_read)
        return;
    if (middleware == nullptr || !middleware->holds("django.middleware.csrf.CsrfViewMiddleware") ||
        route.settings->find("USE_X_FORWARDED_PORT") != nullptr)
        return;
    const std::vector<Setting> headers = settings_in_force(graph, route.scope, "proxy_set_header");
    const Setting* host = find_setting(headers, "Host");
    if (host == nullptr || (host->value != "$host" && host->value != "$server_name")) return;
    auto found = report.at(
        host->directive.span(),
        fmt::format("the site is reached on port {}, but Django is told a host without it", *port));
    found.label(site.span, "the site")
        .note(
            "since Django 4 forms are answered 403: `Origin checking failed - http://… does not "
            "match any trusted origins.`")
        .note(
            "pass `$http_host`, which has the port, or name the origin in `CSRF_TRUSTED_ORIGINS`");
    const auto version = graph.target.versions.find("django");
    const bool is_new = version != graph.target.versions.end() &&
                        (version->second.starts_with("4") || version->second.starts_with("5"));
    // Another port may be published in front of this one.
    if (!is_new || !is_fully_known(graph, connection)) found.uncertain();
}

static void find_foreign_origins(const Graph& graph, Reporter& report) {
    for (const DjangoRoute& route : django_routes(graph)) check_route(graph, route, report);
}

extern constexpr Rule xst033_csrf_trusted_origin_missing{
    .summary = "the origin that browsers send is not the one that Django expects",
    .why =
        "Django 4 compares a form's `Origin` with scheme, host and port as it sees them; where "
        "nginx drops the port, every POST is answered 403.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/releases/4.0/#csrf",
    .bad = R"(#> nginx/site.conf
server {
    listen 8080;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:8000;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
)",
    .good = R"(#> nginx/site.conf
server {
    listen 8080;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host:$server_port;
        proxy_pass http://127.0.0.1:8000;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
directory=/srv/shop
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
)",
    .check = find_foreign_origins,
};

}  // namespace stackc::rules
