#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static FileId launcher_of(const Graph& graph, const SettingsModule& settings) {
    const Process& process = graph.at(settings.processes.front());
    return process.program ? graph.at(*process.program).file : process.span.file;
}

/// Settings of one project: their modules lie in one package.
static bool are_of_one_project(const SettingsModule& a, const SettingsModule& b) {
    const auto package = [](const SettingsModule& settings) { return settings.name.substr(0, settings.name.find('.')); };
    return !a.name.empty() && package(a) == package(b);
}

static void find_differences(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        if (settings.processes.empty() || is_deployed(graph, settings)) continue;
        // compose.dev.yml means what it says.
        if (is_trial_file(graph, launcher_of(graph, settings))) continue;
        for (const SettingsModule& other : graph.settings) {
            if (other.processes.empty() || other.name == settings.name || !are_of_one_project(settings, other)) continue;
            if (!is_deployed(graph, other) || !graph.are_together(launcher_of(graph, settings), launcher_of(graph, other))) continue;
            report.at(settings.chosen, fmt::format("{} uses `{}`, while {} uses `{}`", name_of(graph, graph.at(settings.processes.front())), quoted(settings.name),
                                                   name_of(graph, graph.at(other.processes.front())), quoted(other.name)))
                .label(other.chosen, "the other's choice")
                .label(graph.at(settings.processes.front()).span, "this process takes the default of its entry point or environment")
                .note("one part of the site runs with the settings of a development machine: other databases, other hosts, `DEBUG`");
            return;
        }
    }
}

extern constexpr Rule xst052_settings_module_differs{
    .summary = "one process of a project runs with development settings",
    .why = "A worker or WebSocket server that is started without `DJANGO_SETTINGS_MODULE` falls "
           "back to what its entry point names: other databases, other keys, `DEBUG` on.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor django",
    .sources = " "
           "https://docs.djangoproject.com/en/stable/topics/settings/#designating-the-settings "
           "https://github.com/benoitc/gunicorn/issues/2513",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
environment=DJANGO_SETTINGS_MODULE="shop.settings.production"
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
directory=/srv/shop
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.dev")
application = get_wsgi_application()
#> shop/asgi.py
import os
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.dev")
application = get_asgi_application()
#> shop/settings/production.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
#> shop/settings/dev.py
from .production import *
DEBUG = True
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
directory=/srv/shop
environment=DJANGO_SETTINGS_MODULE="shop.settings.production"
[program:ws]
command=/srv/venv/bin/daphne -b 127.0.0.1 -p 9001 shop.asgi:application
user=shop
directory=/srv/shop
environment=DJANGO_SETTINGS_MODULE="shop.settings.production"
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.dev")
application = get_wsgi_application()
#> shop/asgi.py
import os
from django.core.asgi import get_asgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.dev")
application = get_asgi_application()
#> shop/settings/production.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
#> shop/settings/dev.py
from .production import *
DEBUG = True
)",
    .check = find_differences,
};

}  // namespace stackc::rules
