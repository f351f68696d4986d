#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

/// `HTTP_X_FORWARDED_PROTO` is the header `X-Forwarded-Proto`.
static std::string header_of(const PythonValue& setting) {
    if (setting.is_assumed || setting.items.size() != 2 || !setting.items[0].is_text() ||
        !setting.items[0].text.starts_with("HTTP_"))
        return {};
    std::string name = to_lower(std::string_view(setting.items[0].text).substr(5));
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

static void check_route(const Graph& graph, const DjangoRoute& route, Reporter& report) {
    const PythonValue* trusted = route.settings->find("SECURE_PROXY_SSL_HEADER");
    const std::string header = trusted == nullptr ? std::string() : header_of(*trusted);
    const Connection& connection = graph.at(route.connection);
    // A plain site may stand behind a balancer that sets the header itself.
    if (header.empty() || connection.protocol != Protocol::http || !is_tls(graph.at(route.site)))
        return;
    const std::vector<Setting> headers = settings_in_force(graph, route.scope, "proxy_set_header");
    if (find_setting(headers, header) != nullptr) return;
    auto found = report.at(
        connection.span,
        fmt::format("Django believes the header `{}`, which nginx neither sets nor removes here",
                    header));
    found.label(trusted->span, "`SECURE_PROXY_SSL_HEADER`")
        .note(
            "whoever sends the header decides whether Django takes a request for secure, and "
            "requests without it count as plain HTTP");
    if (!is_fully_known(graph, connection)) found.uncertain();
}

static void find_open_headers(const Graph& graph, Reporter& report) {
    for (const DjangoRoute& route : django_routes(graph)) check_route(graph, route, report);
}

extern constexpr Rule xst032_ssl_header_trusted_but_not_stripped{
    .summary = "Django trusts a header that clients may send",
    .why =
        "`SECURE_PROXY_SSL_HEADER` is safe only behind a proxy that sets the header on every "
        "request; here a client's own reaches Django.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .dialects = "nginx django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header",
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
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
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
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
)",
    .check = find_open_headers,
};

}  // namespace stackc::rules
