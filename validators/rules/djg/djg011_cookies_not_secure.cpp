#include <fmt/format.h>

#include <set>

#include "compiler/graph/django_routes.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_open_cookies(const Graph& graph, Reporter& report) {
    std::set<const SettingsModule*> seen;
    for (const DjangoRoute& route : django_routes(graph)) {
        const SettingsModule& settings = *route.settings;
        const Site& site = graph.at(route.site);
        if (!is_tls(site) || !is_deployed(graph, settings) || !seen.insert(&settings).second)
            continue;
        for (const std::string_view name : {"SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"}) {
            const PythonValue* value = settings.find(name);
            const bool is_off = value != nullptr ? value->is(false) : settings.is_fully_read;
            if (!is_off) continue;
            report
                .at(value != nullptr ? value->span : settings.chosen,
                    fmt::format("the site is served over TLS, but `{}` is off", name))
                .label(site.span, "the site")
                .note(
                    "a browser sends the cookie over plain HTTP too, where anyone on the way can "
                    "read it");
            break;
        }
    }
}

extern constexpr Rule djg011_cookies_not_secure{
    .summary = "cookies that go out over plain HTTP too",
    .why =
        "A session cookie without `Secure` is sent with the first `http://` request that an "
        "attacker provokes, and with it the session is theirs.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "nginx django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/howto/deployment/checklist/",
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
)",
    .good = R"(#> nginx/site.conf
server {
    listen 443 ssl;
    ssl_certificate /etc/ssl/shop.pem;
    ssl_certificate_key /etc/ssl/shop.key;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header X-Forwarded-Proto $scheme;
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
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
)",
    .check = find_open_cookies,
};

}  // namespace stackc::rules
