#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/graph/django_routes.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Something in the files that ends TLS in front of nginx, or means to.
static bool shows_tls(const Graph& graph, const SettingsModule& settings) {
    if (settings.find("SECURE_PROXY_SSL_HEADER") != nullptr || !graph.containers.empty()) return true;
    if (std::any_of(graph.sites.begin(), graph.sites.end(), is_tls)) return true;
    return std::any_of(graph.documents.begin(), graph.documents.end(),
                       [](const std::shared_ptr<const Document>& document) {
                           const std::string_view dialect = document->dialect();
                           if (dialect != "nginx")
                               return dialect == "beanstalk" || dialect == "terraform" ||
                                      dialect == "cloudformation";
                           const std::string_view text = document->text();
                           return text.find("http_x_forwarded_proto") != std::string_view::npos ||
                                  text.find("set_real_ip_from") != std::string_view::npos ||
                                  text.find("X-Forwarded-Proto https") != std::string_view::npos;
                       });
}

static void find_kept_cookies(const Graph& graph, Reporter& report) {
    std::set<const SettingsModule*> seen;
    for (const DjangoRoute& route : django_routes(graph)) {
        const SettingsModule& settings = *route.settings;
        const Site& site = graph.at(route.site);
        if (site.listens.empty() || shows_tls(graph, settings) || !seen.insert(&settings).second)
            continue;
        for (const std::string_view name : {"SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"}) {
            const PythonValue* value = settings.find(name);
            if (value == nullptr || !value->is(true)) continue;
            report
                .at(value->span,
                    fmt::format("`{}` is on, but nginx serves the site over plain HTTP only", name))
                .label(site.listens.front().span, "the site is reached here")
                .note(
                    "browsers do not send the cookie back: nobody stays logged in, and forms are "
                    "answered 403 `CSRF cookie not set.`");
            break;
        }
    }
}

extern constexpr Rule xst145_secure_cookies_over_plain_http{
    .summary = "cookies for TLS on a site without",
    .why =
        "A browser keeps a `Secure` cookie to itself where the page came over plain HTTP: every "
        "login leads back to the login, until TLS is set up.",
    .severity = Severity::info,
    .effect = Effect::fails,
    .dialects = "nginx django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-secure",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host;
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
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
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
    .check = find_kept_cookies,
};

}  // namespace stackc::rules
