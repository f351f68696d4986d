#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether the project takes files from its users.
static const PythonValue* upload_folder(const SettingsModule& settings) {
    const PythonValue* root = settings.find("MEDIA_ROOT");
    return root != nullptr && root->is_text() && !root->text.empty() ? root : nullptr;
}

static void find_default_limits(const Graph& graph, Reporter& report) {
    std::set<SiteId> told;
    for (const DjangoRoute& route : django_routes(graph)) {
        const Connection& connection = graph.at(route.connection);
        const PythonValue* folder = upload_folder(*route.settings);
        if (folder == nullptr || connection.max_body.is_stated() || connection.max_body.is_unknown() || !told.insert(route.site).second) continue;
        report.at(connection.span, "nginx takes requests of up to 1 MB here, for want of `client_max_body_size`")
            .label(folder->span, "the project takes files from its users")
            .note("a larger upload is answered 413: `client intended to send too large body`")
            .note("set `client_max_body_size` in the site to the largest file that users may send");
    }
}

extern constexpr Rule xst140_upload_limit_left_at_default{
    .summary = "a project that takes uploads behind nginx's limit of 1 MB",
    .why = "nginx takes bodies of 1 MB where nothing says otherwise. The first photograph from a telephone is answered 413, and nginx logs "
           "`client intended to send too large body: 3145728 bytes`; Django never sees the request.",
    .severity = Severity::info,
    .effect = Effect::fails,
    .dialects = "nginx django gunicorn supervisor",
    .sources = "https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size observed:nginx-1.22.1",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location /media/ { alias /srv/shop/media/; }
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
user=deploy
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
MEDIA_URL = "/media/"
MEDIA_ROOT = "/srv/shop/media"
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    client_max_body_size 20m;
    location /media/ { alias /srv/shop/media/; }
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
    }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
user=deploy
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
MEDIA_URL = "/media/"
MEDIA_ROOT = "/srv/shop/media"
)",
    .check = find_default_limits,
};

}  // namespace stackc::rules
