#include <algorithm>

#include "compiler/graph/django_routes.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/schemes.h"

namespace stackc::rules {

static void check_route(const Graph& graph, const DjangoRoute& route, Reporter& report) {
    const PythonValue* redirect = route.settings->find("SECURE_SSL_REDIRECT");
    const PythonValue* middleware = route.settings->find("MIDDLEWARE");
    const Connection& connection = graph.at(route.connection);
    if (redirect == nullptr || !redirect->is(true) || middleware == nullptr ||
        !middleware->holds("django.middleware.security.SecurityMiddleware"))
        return;
    if (!is_tls(graph.at(route.site)) || connection.protocol != Protocol::http ||
        tells_scheme(settings_in_force(graph, route.scope, "proxy_set_header")))
        return;
    if (route.settings->find("SECURE_REDIRECT_EXEMPT") != nullptr) return;
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
    for (const DjangoRoute& route : django_routes(graph)) check_route(graph, route, report);
}

extern constexpr Rule xst029_ssl_redirect_loop{
    .summary = "Django redirects to https what came over https",
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
