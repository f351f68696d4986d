#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/endpoint.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether an entry point wraps the application in something that serves the files.
static bool is_wrapped(const Graph& graph) {
    return std::any_of(graph.documents.begin(), graph.documents.end(),
                       [](const std::shared_ptr<const Document>& document) {
                           if (document->dialect() != "django") return false;
                           const std::string_view text = document->text();
                           return text.find("WhiteNoise") != std::string_view::npos ||
                                  text.find("dj_static") != std::string_view::npos ||
                                  text.find("StaticFilesHandler") != std::string_view::npos;
                       });
}

static bool server_serves(const Process& process) {
    return process.option("static-map") != nullptr || process.option("static-map2") != nullptr ||
           process.option("check-static") != nullptr;
}

/// Whether nginx serves the collected files under some other path.
static bool is_served_elsewhere(const Graph& graph, const Site& site,
                                const SettingsModule& settings) {
    const std::string* root = settings.text("STATIC_ROOT");
    return std::any_of(graph.routes.begin(), graph.routes.end(), [&](const Route& route) {
        const auto* files = std::get_if<FilesAction>(&route.action);
        if (files == nullptr || root == nullptr || !files->path.is_known() ||
            &graph.at(route.site) != &site)
            return false;
        return files->is_alias && normal_path(*files->path) == normal_path(*root);
    });
}

static void check_route(const Graph& graph, const DjangoRoute& route, Reporter& report) {
    const SettingsModule& settings = *route.settings;
    const PythonValue* url = settings.find("STATIC_URL");
    const PythonValue* apps = settings.find("INSTALLED_APPS");
    const PythonValue* debug = settings.find("DEBUG");
    const bool is_debug_off = debug != nullptr ? debug->is(false) : settings.is_fully_read;
    if (url == nullptr || !url->is_text() || url->is_assumed || apps == nullptr ||
        !apps->holds("django.contrib.staticfiles") || !is_debug_off)
        return;
    const std::optional<std::string> path = url_path(url->text);
    const Site& site = graph.at(route.site);
    if (!path || *path == "/" || serves_static_itself(settings) ||
        server_serves(graph.at(route.process)) || is_wrapped(graph))
        return;
    const std::optional<ScopeId> location = location_for(graph, site, *path + "admin/css/base.css");
    if (!location || pass_in(graph.at(*location)) == nullptr || *location != route.scope ||
        is_served_elsewhere(graph, site, settings))
        return;
    auto found = report.at(graph.at(route.connection).span,
                           fmt::format("requests for `{}` reach {}, which serves no files",
                                       quoted(*path), name_of(graph, graph.at(route.process))));
    found.label(url->span, "`STATIC_URL`")
        .note(fmt::format(
            "with `DEBUG` off Django answers them 404: `Not Found: {}admin/css/base.css`",
            quoted(*path)));
    if (const std::string* root = settings.text("STATIC_ROOT"))
        found.note(fmt::format("add `location {} {{ alias {}/; }}`", quoted(*path),
                               quoted(normal_path(*root))));
    if (graph.at(route.connection).has_variables) found.uncertain();
}

static void find_unserved_static(const Graph& graph, Reporter& report) {
    std::set<std::pair<SiteId, ProcessId>> seen;
    for (const DjangoRoute& route : django_routes(graph)) {
        // Pages come from the site's root; other locations are parts of it.
        const Route& location = graph.at(route.route);
        const bool is_root = location.match.path == "/" && location.match.kind != MatchKind::exact;
        if (is_root && seen.emplace(route.site, route.process).second)
            check_route(graph, route, report);
    }
}

extern constexpr Rule xst017_static_location_missing{
    .summary = "nobody serves the static files",
    .why =
        "With `DEBUG` off Django serves no static files: without a location of nginx's or "
        "WhiteNoise every stylesheet and script is a 404, `Not Found: "
        "/static/admin/css/base.css`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/howto/static-files/deployment/",
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
    .check = find_unserved_static,
};

}  // namespace stackc::rules
