#include <algorithm>

#include "validators/engine/rule.h"

namespace stackc::rules {

static std::size_t place_of(const PythonValue& apps, std::string_view name) {
    const auto found =
        std::find_if(apps.items.begin(), apps.items.end(),
                     [&](const PythonValue& item) { return item.is_text() && item.text == name; });
    return static_cast<std::size_t>(found - apps.items.begin());
}

static void find_late_daphne(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* apps = settings.find("INSTALLED_APPS");
        if (apps == nullptr || apps->is_partial || apps->is_assumed) continue;
        const std::size_t daphne = place_of(*apps, "daphne"),
                          files = place_of(*apps, "django.contrib.staticfiles");
        if (daphne >= apps->items.size() || files >= daphne) continue;
        report.at(apps->items[daphne].span, "`daphne` stands after `django.contrib.staticfiles`")
            .label(apps->items[files].span, "it has to come before this")
            .note(
                "Django's check refuses it: `(daphne.E001) Daphne must be listed before "
                "django.contrib.staticfiles in INSTALLED_APPS.`");
    }
}

extern constexpr Rule djg014_app_name_or_router_unset{
    .summary = "`daphne` comes too late in INSTALLED_APPS",
    .why =
        "Both bring a `runserver`; daphne refuses to be the second, and every `manage.py` "
        "command stops with `SystemCheckError`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "django",
    .sources =
        "https://github.com/django/channels/issues/1429 "
        "https://channels.readthedocs.io/en/stable/installation.html",
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
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "daphne",
]
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
INSTALLED_APPS = [
    "daphne",
    "django.contrib.staticfiles",
]
)",
    .check = find_late_daphne,
};

}  // namespace stackc::rules
