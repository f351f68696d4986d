#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/endpoint.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Where a copy or a link may lie between, the paths prove nothing.
static bool may_be_linked(std::string_view path) {
    return path.find("/current") != std::string_view::npos ||
           path.find("/releases/") != std::string_view::npos;
}

/// In containers each has a tree of its own, joined by volumes.
static bool is_on_one_machine(const Graph& graph, const DjangoRoute& route) {
    const std::optional<ProcessId> client = graph.at(route.connection).client;
    return graph.at(route.process).containers.empty() &&
           (!client || graph.at(*client).containers.empty());
}

static void check_setting(const Graph& graph, const DjangoRoute& route, std::string_view url_name,
                          std::string_view root_name, Reporter& report) {
    const PythonValue* url = route.settings->find(url_name);
    const PythonValue* root = route.settings->find(root_name);
    const auto is_certain = [](const PythonValue* value) {
        return value != nullptr && value->is_text() && !value->is_assumed && !value->text.empty();
    };
    if (!is_certain(url) || !is_certain(root) || root->is_local_path ||
        !root->text.starts_with('/'))
        return;
    const std::optional<std::string> path = url_path(url->text);
    if (!path || *path == "/") return;
    const std::string probe = *path + "x.css";
    const std::optional<ScopeId> location = location_for(graph, graph.at(route.site), probe);
    if (!location || pass_in(graph.at(*location)) != nullptr ||
        stated(graph.at(*location), "try_files") != nullptr ||
        graph.at(*location).kind != "location")
        return;
    const Directive* internal = stated(graph.at(*location), "internal");
    // Uploads are kept from visitors on purpose, and handed out by `X-Accel-Redirect`.
    if (internal != nullptr && url_name == "STATIC_URL") {
        report.at(internal->span(), fmt::format("`{}` is `internal`: browsers get 404 for every static file", quoted(*path)))
            .label(url->span, fmt::format("`{}`", url_name))
            .note("nginx answers such a location only to redirects of its own, such as `X-Accel-Redirect` and `error_page`");
        return;
    }
    const std::optional<std::string> served = file_for(graph, *location, probe);
    if (!served || !served->starts_with('/')) return;
    const std::string wanted = normal_path(root->text + "/x.css");
    if (normal_path(*served) == wanted) return;
    const Directive* alias = stated(graph.at(*location), "alias");
    const Directive* said = alias != nullptr ? alias : graph.effective(*location, "root");
    // The folder is right; how it is joined with the path is the matter of NGX035 and NGX036.
    if (normal_path(said->arg(0)) == normal_path(root->text)) return;
    auto found = report.at(
        said->span(), fmt::format("nginx looks for `{}` in `{}`, but `{}` is `{}`", quoted(*path),
                                  quoted(parent_path(normal_path(*served))), root_name,
                                  quoted(normal_path(root->text))));
    found.label(root->span, fmt::format("`{}`", root_name))
        .note(
            "the files are written to one folder and looked for in the other: 404, and `open() … "
            "failed (2: No such file or directory)` in nginx's error log");
    if (may_be_linked(*served) || may_be_linked(root->text)) found.uncertain();
}

static void find_path_mismatches(const Graph& graph, Reporter& report) {
    for (const DjangoRoute& route : django_routes(graph)) {
        if (!is_on_one_machine(graph, route)) continue;
        check_setting(graph, route, "STATIC_URL", "STATIC_ROOT", report);
        check_setting(graph, route, "MEDIA_URL", "MEDIA_ROOT", report);
    }
}

extern constexpr Rule xst018_static_path_mismatch{
    .summary = "nginx and Django mean different folders by one URL",
    .why =
        "`collectstatic` and uploads write to one folder, nginx reads another: every file is a "
        "404.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/howto/static-files/deployment/",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location /static/ { alias /srv/shop/staticfiles/; }
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
    .check = find_path_mismatches,
};

}  // namespace stackc::rules
