#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether what starts a server of these settings collects static files first.
static bool collects_at_start(const Graph& graph, const SettingsModule& settings) {
    return std::any_of(settings.processes.begin(), settings.processes.end(), [&](ProcessId id) {
        const Process& process = graph.at(id);
        if (!process.program) return false;
        const Value<std::string>& command = graph.at(*process.program).command_text;
        return command.is_known() && command->find("collectstatic") != std::string::npos;
    });
}

static void find_missing_roots(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* apps = settings.find("INSTALLED_APPS");
        const PythonValue* debug = settings.find("DEBUG");
        const bool is_debug_off = debug != nullptr ? debug->is(false) : settings.is_fully_read;
        const PythonValue* root = settings.find("STATIC_ROOT");
        const bool is_none =
            root != nullptr && !root->is_assumed &&
            (root->kind == PythonValue::Kind::none || (root->is_text() && root->text.empty()));
        // With `DEBUG` on a page may have its style, and `collectstatic` refuses all the same.
        const bool is_needed = is_debug_off || collects_at_start(graph, settings);
        if (apps == nullptr || !is_needed || !(settings.lacks("STATIC_ROOT") || is_none) ||
            !is_deployed(graph, settings))
            continue;
        // The admin has files of its own, which lie in no folder that nginx could serve.
        if (!apps->holds("django.contrib.staticfiles") || !apps->holds("django.contrib.admin"))
            continue;
        if (settings.find("STATICFILES_STORAGE") != nullptr || settings.find("STORAGES") != nullptr)
            continue;
        // A content network has its own way of getting them.
        const std::string* url = settings.text("STATIC_URL");
        if (url == nullptr || !url_path(*url)) continue;
        report
            .at(root != nullptr ? root->span : apps->span,
                fmt::format("`{}` has static files but no `STATIC_ROOT` to collect them in",
                            quoted(settings.name)))
            .label(settings.chosen, "these settings are chosen here")
            .note(
                "`manage.py collectstatic` stops with `You're using the staticfiles app without "
                "having set the STATIC_ROOT setting to a filesystem path.`")
            .note("with `DEBUG` off Django serves none of them: pages come without style");
    }
}

extern constexpr Rule djg008_static_root_missing{
    .summary = "static files with nowhere to be collected",
    .why =
        "Without `STATIC_ROOT`, `collectstatic` refuses to run, and with `DEBUG` off nobody "
        "serves the files: the admin comes without style.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django supervisor",
    .sources =
        "https://docs.djangoproject.com/en/stable/howto/static-files/deployment/ "
        "https://docs.djangoproject.com/en/stable/howto/deployment/checklist/",
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
STATIC_URL = "/static/"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.staticfiles",
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
STATIC_URL = "/static/"
STATIC_ROOT = "/srv/shop/static"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.staticfiles",
]
)",
    .check = find_missing_roots,
};

}  // namespace stackc::rules
