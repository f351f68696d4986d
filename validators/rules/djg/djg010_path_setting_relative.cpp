#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The image's WORKDIR is where everything in it is started.
static bool is_in_containers(const Graph& graph, const SettingsModule& settings) {
    return std::all_of(settings.processes.begin(), settings.processes.end(),
                       [&](ProcessId id) { return !graph.at(id).containers.empty(); });
}

static void find_relative_paths(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        if (!is_deployed(graph, settings) || is_in_containers(graph, settings)) continue;
        for (const std::string_view name : {"STATIC_ROOT", "MEDIA_ROOT"}) {
            const PythonValue* path = settings.find(name);
            if (path == nullptr || !path->is_text() || path->is_assumed || path->text.empty())
                continue;
            const bool is_kept_elsewhere = settings.find("DEFAULT_FILE_STORAGE") != nullptr ||
                                           settings.find("STORAGES") != nullptr ||
                                           settings.find("STATICFILES_STORAGE") != nullptr;
            if (is_kept_elsewhere) continue;
            // A drive of Windows is no relative path either.
            if (path->text.starts_with('/') || path->text.find(':') != std::string::npos ||
                path->text.starts_with('\\'))
                continue;
            report
                .at(path->span,
                    fmt::format("`{}` is `{}`, relative to wherever a process is started", name,
                                quoted(path->text)))
                .label(settings.chosen, "these settings are chosen here")
                .note(
                    "the server, `manage.py collectstatic` and a worker started from another "
                    "folder each mean another place")
                .note(fmt::format("build it from the file's own place: `BASE_DIR / \"{}\"`",
                                  quoted(path->text)));
        }
    }
}

extern constexpr Rule djg010_path_setting_relative{
    .summary = "a folder that depends on where a process is started",
    .why =
        "A relative `STATIC_ROOT` or `MEDIA_ROOT` is resolved against the working directory: "
        "uploads and collected files end up where nginx does not look.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/ref/settings/#static-root",
    .bad = R"(#> supervisord.conf
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
STATIC_ROOT = "static"
)",
    .good = R"(#> supervisord.conf
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
STATIC_ROOT = "/srv/shop/static"
)",
    .check = find_relative_paths,
};

}  // namespace stackc::rules
