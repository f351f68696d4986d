#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Files that make settings in ways that no text shows: classes, functions, other files.
static bool is_plain(const Graph& graph, const SettingsModule& settings) {
    const Document* document = graph.document_of(settings.file);
    if (document == nullptr || !settings.is_fully_read || settings.find("INSTALLED_APPS") == nullptr) return false;
    static constexpr std::string_view signs[] = {"configurations", "split_settings", "dynaconf", "globals()", "locals()", "vars()", "setattr",
                                                 "__dict__", "sys.modules", "exec(", "execfile"};
    return std::none_of(std::begin(signs), std::end(signs), [&](std::string_view sign) { return document->text().find(sign) != std::string_view::npos; });
}

/// Whether something signs cookies or forms, so that the first page needs the key.
static bool signs_anything(const SettingsModule& settings) {
    const PythonValue* middleware = settings.find("MIDDLEWARE");
    return middleware != nullptr && (middleware->holds("django.middleware.csrf.CsrfViewMiddleware") ||
                                     middleware->holds("django.contrib.sessions.middleware.SessionMiddleware"));
}

static void find_missing_settings(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        if (settings.processes.empty() || !is_plain(graph, settings)) continue;
        const std::string who = name_of(graph, graph.at(settings.processes.front()));
        if (settings.lacks("ROOT_URLCONF")) {
            report.at(settings.chosen, fmt::format("the settings of {} have no `ROOT_URLCONF`", who))
                .note("every request ends in 500: `AttributeError: 'Settings' object has no attribute 'ROOT_URLCONF'`");
        }
        const PythonValue* key = settings.find("SECRET_KEY");
        const bool is_empty = key != nullptr && key->is_text() && !key->is_assumed && key->text.empty();
        // Where nothing signs, nothing misses it.
        if ((!is_empty && !settings.lacks("SECRET_KEY")) || !signs_anything(settings)) continue;
        auto found = report.at(is_empty ? key->span : settings.chosen, is_empty ? std::string("`SECRET_KEY` is empty") : fmt::format("the settings of {} have no `SECRET_KEY`", who));
        found.note("`django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.`, at start or at the first form, session or message");
    }
}

extern constexpr Rule djg019_required_setting_missing{
    .summary = "a setting that Django cannot do without is missing",
    .why = "Without `ROOT_URLCONF` every request ends in 500; without `SECRET_KEY` whatever signs anything does: sessions, forms, messages.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django supervisor",
    .sources = "observed:django-3.2 https://docs.djangoproject.com/en/stable/ref/settings/#root-urlconf https://docs.djangoproject.com/en/stable/ref/settings/#secret-key",
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
SECRET_KEY = open("/etc/shop/key").read()
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
INSTALLED_APPS = ["shop"]
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
SECRET_KEY = open("/etc/shop/key").read()
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
INSTALLED_APPS = ["shop"]
)",
    .check = find_missing_settings,
};

}  // namespace stackc::rules
