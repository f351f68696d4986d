#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/endpoint.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The folder behind the location's own path; nothing where it has none of its own.
static std::optional<std::string> served_folder(const Scope& scope, const std::string& path) {
    const Directive* alias = stated(scope, "alias");
    const Directive* said = alias != nullptr ? alias : stated(scope, "root");
    if (said == nullptr || said->arg(0).find('$') != std::string_view::npos) return std::nullopt;
    const std::string folder(said->arg(0));
    return normal_path(alias != nullptr ? folder : folder + path);
}

/// Django puts the place where it is mounted in front of a relative `STATIC_URL`.
static bool is_below_script_name(const std::string& url, const std::string& path) {
    return !url.starts_with('/') && path.ends_with(url);
}

static void check_route(const Graph& graph, const DjangoRoute& route, Reporter& report) {
    const PythonValue* url = route.settings->find("STATIC_URL");
    const std::string* root = route.settings->text("STATIC_ROOT");
    const PythonValue* place = route.settings->find("STATIC_ROOT");
    if (url == nullptr || !url->is_text() || url->is_assumed || root == nullptr ||
        place->is_assumed || place->is_local_path || serves_static_itself(*route.settings))
        return;
    const std::optional<std::string> path = url_path(url->text);
    if (!path) return;
    const std::optional<ScopeId> answering =
        location_for(graph, graph.at(route.site), *path + "x.css");
    // Only where the files' own path goes to the application.
    if (!answering || *answering != route.scope) return;
    for (const RouteId id : graph.at(route.site).routes) {
        const Route& location = graph.at(id);
        if (!location.scope || location.match.kind != MatchKind::prefix) continue;
        if (served_folder(graph.at(*location.scope), location.match.path) != normal_path(*root) ||
            is_below_script_name(url->text, location.match.path))
            continue;
        report
            .at(location.match.span,
                fmt::format(
                    "the collected files are served under `{}`, but pages ask for them under `{}`",
                    quoted(location.match.path), quoted(*path)))
            .label(url->span, "`STATIC_URL`")
            .note(fmt::format("requests for `{}` reach the application, which answers 404",
                              quoted(*path)));
        return;
    }
}

static void find_prefix_mismatches(const Graph& graph, Reporter& report) {
    for (const DjangoRoute& route : django_routes(graph)) check_route(graph, route, report);
}

extern constexpr Rule xst020_static_url_vs_location_prefix{
    .summary = "nginx serves the static files under another path than pages ask for",
    .why =
        "Pages link to `STATIC_URL`; a location with another prefix never sees these requests, "
        "and the application answers them 404.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/ref/settings/#static-url",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location /assets/ { alias /srv/shop/static/; }
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
INSTALLED_APPS = ["django.contrib.staticfiles"]
STATIC_URL = "/static/"
STATIC_ROOT = "/srv/shop/static"
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location /static/ { alias /srv/shop/static/; }
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
INSTALLED_APPS = ["django.contrib.staticfiles"]
STATIC_URL = "/static/"
STATIC_ROOT = "/srv/shop/static"
)",
    .check = find_prefix_mismatches,
};

}  // namespace stackc::rules
