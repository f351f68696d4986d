#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The folder from which the settings are imported: two above `shop/settings.py` as `shop.settings`.
static Path project_folder(const Graph& graph, const SettingsModule& settings) {
    Path folder = graph.document_of(settings.file)->source().path.parent_path();
    for (auto dots = std::count(settings.name.begin(), settings.name.end(), '.'); dots > 0; --dots) folder = folder.parent_path();
    return folder;
}

/// A urls.py is read only where it takes Django's view that serves files.
static bool has_view_for_files(const Graph& graph, const SettingsModule& settings) {
    if (graph.document_of(settings.file) == nullptr) return false;
    const Path folder = project_folder(graph, settings);
    return std::any_of(graph.documents.begin(), graph.documents.end(), [&](const std::shared_ptr<const Document>& document) {
        const Path& path = document->source().path;
        return path.filename() == "urls.py" && std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
    });
}

static void check_route(const Graph& graph, const DjangoRoute& route, Reporter& report) {
    const SettingsModule& settings = *route.settings;
    const PythonValue* url = settings.find("MEDIA_URL");
    const PythonValue* root = settings.find("MEDIA_ROOT");
    const PythonValue* debug = settings.find("DEBUG");
    const bool is_debug_off = debug != nullptr ? debug->is(false) : settings.is_fully_read;
    if (url == nullptr || !url->is_text() || url->is_assumed || root == nullptr || !is_debug_off) return;
    if (settings.find("DEFAULT_FILE_STORAGE") != nullptr || settings.find("STORAGES") != nullptr) return;
    if (has_view_for_files(graph, settings)) return;
    const std::optional<std::string> path = url_path(url->text);
    if (!path || *path == "/") return;
    const std::optional<ScopeId> location = location_for(graph, graph.at(route.site), *path + "photo.jpg");
    if (!location || *location != route.scope || pass_in(graph.at(*location)) == nullptr || graph.at(route.process).option("static-map") != nullptr) return;
    report.at(graph.at(route.connection).span, fmt::format("requests for `{}` reach {}, which serves no files", quoted(*path), name_of(graph, graph.at(route.process))))
        .label(url->span, "`MEDIA_URL`")
        .label(root->span, "`MEDIA_ROOT`, where uploads are kept")
        .note(fmt::format("with `DEBUG` off Django answers them 404, unless a view of the project's own serves them: `Not Found: {}photo.jpg`", quoted(*path)));
}

static void find_unserved_media(const Graph& graph, Reporter& report) {
    std::set<std::pair<SiteId, ProcessId>> seen;
    for (const DjangoRoute& route : django_routes(graph)) {
        const Route& location = graph.at(route.route);
        const bool is_root = location.match.path == "/" && location.match.kind != MatchKind::exact;
        if (is_root && seen.emplace(route.site, route.process).second) check_route(graph, route, report);
    }
}

extern constexpr Rule xst019_media_location_missing{
    .summary = "nobody serves uploaded files",
    .why = "With `DEBUG` off Django serves no uploads: each is a 404 unless nginx or a view of the "
           "project's own serves `MEDIA_URL`.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx django supervisor",
    .sources = " "
           "https://docs.djangoproject.com/en/stable/howto/static-files/#serving-files-uploaded-by-a-user-during-development",
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
MEDIA_URL = "/media/"
MEDIA_ROOT = "/srv/shop/media"
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    client_max_body_size 20m;
    server_name shop.example.com;
    location /media/ { alias /srv/shop/media/; }
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
MEDIA_URL = "/media/"
MEDIA_ROOT = "/srv/shop/media"
)",
    .check = find_unserved_media,
};

}  // namespace stackc::rules
