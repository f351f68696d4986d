#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
enum class Shape : std::uint8_t { list, truth, pair };

struct Wanted {
    std::string_view setting;
    Shape shape;
    std::string_view what_happens;
};
}  // namespace

/// Settings that people write as a text by mistake. Django 3.2 conf/__init__.py, core/handlers/base.py,
/// http/request.py.
static constexpr Wanted all_wanted[] = {
    {"INSTALLED_APPS", Shape::list, "nothing starts: `ImproperlyConfigured: The INSTALLED_APPS setting must be a list or a tuple.`"},
    {"MIDDLEWARE", Shape::list, "Django takes it letter by letter and nothing starts: `ImportError: d doesn't look like a module path`"},
    {"AUTHENTICATION_BACKENDS", Shape::list, "Django takes it letter by letter: every login ends in 500, `ImportError`"},
    {"STATICFILES_DIRS", Shape::list, "`collectstatic` stops: `The STATICFILES_DIRS setting is not a tuple or list`"},
    {"TEMPLATES", Shape::list, "the first page that is rendered ends in 500"},
    {"CSRF_TRUSTED_ORIGINS", Shape::list, "Django takes it letter by letter, and Django 4 does not start"},
    {"SECURE_PROXY_SSL_HEADER", Shape::pair, "every request ends in 500: `ValueError: too many values to unpack (expected 2)`, or `ImproperlyConfigured: The "
                                             "SECURE_PROXY_SSL_HEADER setting must be a tuple containing two values.`"},
    {"DEBUG", Shape::truth, "any text but an empty one is true for Python: `DEBUG` is on"},
    {"SECURE_SSL_REDIRECT", Shape::truth, "any text but an empty one is true for Python: the redirect is on"},
    {"SESSION_COOKIE_SECURE", Shape::truth, "any text but an empty one is true for Python: the browser sends the cookie over https alone"},
    {"CSRF_COOKIE_SECURE", Shape::truth, "any text but an empty one is true for Python: the browser sends the cookie over https alone"},
    {"USE_X_FORWARDED_HOST", Shape::truth, "any text but an empty one is true for Python: clients choose the host"},
};

static bool says_no(std::string_view text) {
    const std::string word = to_lower(trim(text));
    return word == "false" || word == "no" || word == "off" || word == "0" || word == "none";
}

static bool is_wrong(const PythonValue& value, Shape shape) {
    if (value.is_assumed) return false;
    switch (shape) {
        case Shape::list: return value.is_text() && !value.text.empty();
        case Shape::pair: return value.is_text() || (value.is_sequence() && !value.is_partial && value.items.size() != 2);
        // `"True"` works by chance.
        case Shape::truth: return value.is_text() && says_no(value.text);
    }
    unreachable("Shape");
}

static void find_wrong_types(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        for (const Wanted& wanted : all_wanted) {
            const PythonValue* value = settings.find(wanted.setting);
            if (value == nullptr || !is_wrong(*value, wanted.shape)) continue;
            auto found = report.at(value->span, wanted.shape == Shape::truth ? fmt::format("`{}` is the text `{}`, which is true", wanted.setting, quoted(value->text))
                                                : wanted.shape == Shape::list ? fmt::format("`{}` is a text and no list", wanted.setting)
                                                                              : fmt::format("`{}` is no pair of a header and a value", wanted.setting));
            found.note(std::string(wanted.what_happens));
            if (wanted.shape == Shape::list) found.note("brackets alone make no list of one: `(\"a\")` is a text, `(\"a\",)` and `[\"a\"]` are not");
        }
    }
}

extern constexpr Rule djg018_setting_of_wrong_type{
    .summary = "a setting is a text where Django wants something else",
    .why = "`(\"a.b\")` without a comma is a text, which Python takes letter by letter; `\"False\"` is a text, which is true. Django starts "
           "not at all, answers 500, or does the opposite of what the line says.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django",
    .sources = "observed:django-3.2 https://docs.djangoproject.com/en/stable/ref/settings/",
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
MIDDLEWARE = ("django.middleware.common.CommonMiddleware")
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
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
)",
    .check = find_wrong_types,
};

}  // namespace stackc::rules
