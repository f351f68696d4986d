#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// True when nothing but an empty list can be in force.
static bool is_empty(const SettingsModule& settings) {
    const PythonValue* hosts = settings.find("ALLOWED_HOSTS");
    if (hosts == nullptr) return settings.is_fully_read;
    return hosts->is_certain() && hosts->is_sequence() && hosts->items.empty();
}

static void find_empty_hosts(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* debug = settings.find("DEBUG");
        const bool is_debug_off = debug != nullptr ? debug->is(false) : settings.is_fully_read;
        if (settings.processes.empty() || !is_debug_off || !is_empty(settings)) continue;
        const PythonValue* hosts = settings.find("ALLOWED_HOSTS");
        report
            .at(hosts != nullptr ? hosts->span : settings.chosen,
                fmt::format("`{}` allows no host: `ALLOWED_HOSTS` is empty and `DEBUG` off",
                            quoted(settings.name)))
            .label(settings.chosen, "these settings are chosen here")
            .note(
                "every request is answered 400; the log says `Invalid HTTP_HOST header: "
                "'shop.example.com'. You may need to add 'shop.example.com' to ALLOWED_HOSTS.`");
    }
}

extern constexpr Rule djg002_allowed_hosts_empty{
    .summary = "no host is allowed",
    .why =
        "With `DEBUG` off and `ALLOWED_HOSTS` empty Django answers every request with 400 Bad "
        "Request.",
    .severity = Severity::error,
    .effect = Effect::fails,
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
DEBUG = False
ALLOWED_HOSTS = []
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
    .check = find_empty_hosts,
};

}  // namespace stackc::rules
