#include <algorithm>
#include <set>

#include "compiler/graph/django_routes.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/schemes.h"

namespace stackc::rules {

/// Whether Django certainly takes the request for plain http, whatever stands in front of nginx.
enum class Sees : std::uint8_t { http, maybe_http, https };

static Sees seen_scheme(const Graph& graph, const DjangoRoute& route) {
    const bool is_uwsgi = graph.at(route.connection).protocol == Protocol::uwsgi;
    const std::vector<Setting> lines = settings_in_force(graph, route.scope, is_uwsgi ? "uwsgi_param" : "proxy_set_header");
    if (is_uwsgi) {
        const Setting* https = find_setting(lines, "HTTPS");
        const Setting* scheme = find_setting(lines, "UWSGI_SCHEME");
        if ((https != nullptr && https->value != "$https") || (scheme != nullptr && scheme->value != "$scheme")) return Sees::https;
        // The client's own headers, or a balancer's, are passed on.
        return route.settings->find("SECURE_PROXY_SSL_HEADER") == nullptr ? Sees::http : Sees::maybe_http;
    }
    if (const Setting* proto = find_setting(lines, "X-Forwarded-Proto")) return proto->value == "$scheme" ? Sees::http : Sees::https;
    return tells_scheme(lines) ? Sees::https : Sees::maybe_http;
}

static bool serves_tls_somewhere(const Graph& graph, FileId from) {
    return std::any_of(graph.sites.begin(), graph.sites.end(), [&](const Site& site) { return graph.are_together(site.file, from) && is_tls(site); });
}

/// A site of plain http alone, where what Django redirects to is not.
static void check_plain_site(const Graph& graph, const DjangoRoute& route, const PythonValue& redirect, Reporter& report) {
    const Site& site = graph.at(route.site);
    const Connection& connection = graph.at(route.connection);
    const bool is_handed_on = connection.protocol == Protocol::http || connection.protocol == Protocol::uwsgi;
    const Sees sees = seen_scheme(graph, route);
    if (!is_handed_on || sees == Sees::https || serves_tls_somewhere(graph, site.file)) return;
    if (route.settings->find("SECURE_SSL_HOST") != nullptr || !site.is_fully_read) return;
    auto found = report.at(connection.span, "Django sees plain http here and redirects every request to https, which nobody serves");
    found.label(redirect.span, "`SECURE_SSL_REDIRECT`")
        .label(site.span, "the site has no `listen … ssl`")
        .note("browsers say `ERR_CONNECTION_REFUSED`, or `ERR_TOO_MANY_REDIRECTS` behind a balancer that ends TLS");
    if (sees == Sees::maybe_http || !is_fully_known(graph, connection)) found.uncertain();
}

static void check_route(const Graph& graph, const DjangoRoute& route, Reporter& report) {
    const PythonValue* redirect = route.settings->find("SECURE_SSL_REDIRECT");
    const PythonValue* middleware = route.settings->find("MIDDLEWARE");
    const Connection& connection = graph.at(route.connection);
    if (redirect == nullptr || !redirect->is(true) || middleware == nullptr ||
        !middleware->holds("django.middleware.security.SecurityMiddleware"))
        return;
    if (route.settings->find("SECURE_REDIRECT_EXEMPT") != nullptr) return;
    if (!is_tls(graph.at(route.site))) return check_plain_site(graph, route, *redirect, report);
    if (connection.protocol != Protocol::http || tells_scheme(settings_in_force(graph, route.scope, "proxy_set_header"))) return;
    auto found = report.at(connection.span,
                           "TLS ends here and nobody tells Django of it: it redirects every "
                           "request to the address it came from");
    found.label(redirect->span, "`SECURE_SSL_REDIRECT`")
        .label(graph.at(route.site).span, "the site is served over TLS")
        .note("browsers stop with `ERR_TOO_MANY_REDIRECTS`");
    const PythonValue* header = route.settings->find("SECURE_PROXY_SSL_HEADER");
    if (header == nullptr)
        found.note(
            "then let Django trust it: `SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", "
            "\"https\")`");
    static constexpr std::string_view lines[] = {"proxy_set_header X-Forwarded-Proto $scheme;"};
    const std::vector<Edit> edits = add_proxy_headers(graph, connection, route.scope, lines);
    if (!edits.empty()) found.fix("tell the scheme", Safety::unsafe, edits);
    if (!is_fully_known(graph, connection)) found.uncertain();
}

static void find_redirect_loops(const Graph& graph, Reporter& report) {
    std::set<SiteId> plain;
    for (const DjangoRoute& route : django_routes(graph)) {
        // Of a plain site one route tells it all.
        if (is_tls(graph.at(route.site)) || plain.insert(route.site).second) check_route(graph, route, report);
    }
}

extern constexpr Rule xst029_ssl_redirect_loop{
    .summary = "Django redirects to https what came over https, or what has no https",
    .why =
        "Django takes each request for plain HTTP and answers 301 to the same address: browsers "
        "say `ERR_TOO_MANY_REDIRECTS`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/ref/settings/#secure-ssl-redirect",
    .bad = R"(#> nginx/site.conf
server {
    listen 443 ssl;
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
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
SECURE_SSL_REDIRECT = True
)",
    .good = R"(#> nginx/site.conf
server {
    listen 443 ssl;
    ssl_certificate /etc/ssl/shop.pem;
    ssl_certificate_key /etc/ssl/shop.key;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Proto $scheme;
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
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
)",
    .check = find_redirect_loops,
};

}  // namespace stackc::rules
