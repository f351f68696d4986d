#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_bare_origins(const Graph& graph, Reporter& report) {
    const auto version = graph.target.versions.find("django");
    const bool is_known = version != graph.target.versions.end();
    const bool is_old =
        is_known && (version->second.starts_with("1.") || version->second.starts_with("2.") ||
                     version->second.starts_with("3."));
    if (is_old) return;
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* origins = settings.find("CSRF_TRUSTED_ORIGINS");
        if (origins == nullptr || !origins->is_sequence()) continue;
        for (const PythonValue& item : origins->items) {
            if (!item.is_text() || item.is_assumed || item.text.find("://") != std::string::npos)
                continue;
            auto found = report.at(item.span,
                                   fmt::format("the origin `{}` has no scheme", quoted(item.text)));
            found.note(
                "Django 4 and later refuse it: `(4_0.E001) the values in the CSRF_TRUSTED_ORIGINS "
                "setting must start with a scheme`");
            if (!is_known) found.uncertain();
        }
    }
}

extern constexpr Rule djg006_csrf_origins_without_scheme{
    .summary = "a trusted origin without its scheme",
    .why =
        "Since Django 4.0 an entry names scheme and host; before, the host alone. A bare host "
        "fails the system check, and forms from that origin get `403 CSRF verification failed`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django",
    .sources =
        "https://docs.djangoproject.com/en/stable/releases/4.0/#csrf "
        "https://github.com/tournesol-app/tournesol/issues/553",
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
CSRF_TRUSTED_ORIGINS = ["shop.example.com"]
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
CSRF_TRUSTED_ORIGINS = ["https://shop.example.com"]
)",
    .check = find_bare_origins,
};

}  // namespace stackc::rules
