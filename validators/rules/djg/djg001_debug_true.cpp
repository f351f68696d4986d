#include <fmt/format.h>

#include "compiler/graph/django_routes.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_debug(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* debug = settings.find("DEBUG");
        if (debug == nullptr || debug->kind != PythonValue::Kind::boolean || debug->integer == 0 ||
            !is_deployed(graph, settings))
            continue;
        auto found = report.at(debug->span,
                               fmt::format("`DEBUG` is on in the settings that {} uses",
                                           name_of(graph, graph.at(settings.processes.front()))));
        found.label(settings.chosen, "these settings are chosen here")
            .note(
                "every error shows its visitors the code, the settings and the variables around "
                "it, and Django keeps every query in memory");
        if (debug->is_assumed) found.uncertain();
    }
}

extern constexpr Rule djg001_debug_true{
    .summary = "`DEBUG` is on behind a production server",
    .why =
        "A page that fails shows everyone the stack, local variables and settings; memory grows "
        "with each query that Django remembers.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .dialects = "django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/howto/deployment/checklist/",
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
DEBUG = True
ALLOWED_HOSTS = ["shop.example.com"]
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
)",
    .check = find_debug,
};

}  // namespace stackc::rules
