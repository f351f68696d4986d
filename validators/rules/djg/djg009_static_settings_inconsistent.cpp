#include <fmt/format.h>

#include "compiler/graph/endpoint.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static const PythonValue* certain_text(const SettingsModule& settings, std::string_view name) {
    const PythonValue* value = settings.find(name);
    return value != nullptr && value->is_text() && !value->is_assumed && !value->text.empty()
               ? value
               : nullptr;
}

static bool is_one_path(const PythonValue& a, const PythonValue& b) {
    return a.is_local_path == b.is_local_path && a.text.starts_with('/') &&
           b.text.starts_with('/') && normal_path(a.text) == normal_path(b.text);
}

static void check_slash(const SettingsModule& settings, std::string_view name, Reporter& report) {
    const PythonValue* url = certain_text(settings, name);
    if (url == nullptr || url->text.ends_with('/')) return;
    report.at(url->span, fmt::format("`{}` does not end with a slash", name))
        .note(fmt::format(
            "Django's check refuses it: `(urls.E006) The {} setting must end with a slash.`",
            name));
}

static void check_root_in_dirs(const SettingsModule& settings, Reporter& report) {
    const PythonValue* root = certain_text(settings, "STATIC_ROOT");
    const PythonValue* folders = settings.find("STATICFILES_DIRS");
    if (root == nullptr || folders == nullptr || folders->is_assumed) return;
    for (const PythonValue& folder : folders->items) {
        if (!folder.is_text() || folder.is_assumed || !is_one_path(*root, folder)) continue;
        report.at(folder.span, "`STATICFILES_DIRS` holds the folder that files are collected in")
            .label(root->span, "`STATIC_ROOT`")
            .note(
                "Django's check refuses it: `(staticfiles.E002) The STATICFILES_DIRS setting "
                "should not contain the STATIC_ROOT setting.`");
    }
}

static void check_same(const SettingsModule& settings, std::string_view one, std::string_view other,
                       bool is_path, Reporter& report) {
    const PythonValue* a = certain_text(settings, one);
    const PythonValue* b = certain_text(settings, other);
    const PythonValue* apps = settings.find("INSTALLED_APPS");
    if (a == nullptr || b == nullptr || apps == nullptr ||
        !apps->holds("django.contrib.staticfiles"))
        return;
    if (is_path ? !is_one_path(*a, *b) : a->text != b->text) return;
    report.at(a->span, fmt::format("`{}` and `{}` are the same", one, other))
        .label(b->span, fmt::format("`{}`", other))
        .note(
            fmt::format("`ImproperlyConfigured: The {} and {} settings must have different values`",
                        one, other));
}

static void find_inconsistencies(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        check_slash(settings, "STATIC_URL", report);
        check_slash(settings, "MEDIA_URL", report);
        check_root_in_dirs(settings, report);
        check_same(settings, "MEDIA_URL", "STATIC_URL", false, report);
        check_same(settings, "MEDIA_ROOT", "STATIC_ROOT", true, report);
    }
}

extern constexpr Rule djg009_static_settings_inconsistent{
    .summary = "settings of static files that exclude each other",
    .why =
        "Django refuses them: the system check of every `manage.py` command fails, or the "
        "storage raises `ImproperlyConfigured`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django",
    .sources = "https://docs.djangoproject.com/en/stable/ref/checks/",
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
STATIC_URL = "/static"
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
)",
    .check = find_inconsistencies,
};

}  // namespace stackc::rules
