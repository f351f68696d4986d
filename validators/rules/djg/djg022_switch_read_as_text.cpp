#include <fmt/format.h>

#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The variable whose text is the setting as it is, or as `bool(…)` makes it; null for any other.
static const EnvRead* text_of(const Graph& graph, const SettingsModule& settings,
                              const PythonValue& value) {
    const std::string_view written = graph.text(value.span);
    const bool is_cast = written.starts_with("bool(");
    for (const EnvRead& read : settings.env_reads) {
        if (!read.is_text || read.span.file != value.span.file) continue;
        if (read.span == value.span) return &read;
        if (is_cast && read.span.begin == value.span.begin + 5 &&
            read.span.end + 1 == value.span.end)
            return &read;
    }
    return nullptr;
}

/// Whether Python takes it for true where the variable is not set.
static bool is_on(const PythonValue& value) {
    return value.is_text() ? !value.text.empty()
                           : value.kind == PythonValue::Kind::boolean && value.integer != 0;
}

static bool says_no(const PythonValue& value) {
    const std::string word = to_lower(value.text);
    return value.is_text() && (word == "false" || word == "0" || word == "no" || word == "off");
}

static void find_texts(const Graph& graph, Reporter& report) {
    static constexpr std::array<std::string_view, 4> switches{
        "DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"};
    for (const SettingsModule& settings : graph.settings) {
        if (!serves_deployment(graph, settings)) continue;
        for (const std::string_view name : switches) {
            const PythonValue* value = settings.find(name);
            const EnvRead* read = value == nullptr ? nullptr : text_of(graph, settings, *value);
            if (read == nullptr) continue;
            auto found = report.at(
                value->span, fmt::format("`{}` is on whatever text the variable `{}` holds", name,
                                         quoted(read->name)));
            found
                .note(fmt::format("`{}=False` gives the text \"False\", which is true to Python",
                                  quoted(read->name)))
                .note(fmt::format("compare the text: `os.environ.get(\"{0}\", \"\").lower() in "
                                  "(\"1\", \"true\", \"yes\")`",
                                  quoted(read->name)));
            // Who never sets the variable but to switch it on has what they want.
            if (!says_no(*value) && !(value->is_assumed && is_on(*value))) found.uncertain();
        }
    }
}

extern constexpr Rule djg022_switch_read_as_text{
    .summary = "a switch that any text turns on",
    .why =
        "Variables of the environment are texts, and every text but the empty one is true: with "
        "`DEBUG=False` the site runs with debugging on.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "django supervisor",
    .sources = "https://docs.python.org/3/library/stdtypes.html#truth-value-testing",
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
import os
ROOT_URLCONF = "shop.urls"
DEBUG = os.getenv("DEBUG", True)
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
import os
ROOT_URLCONF = "shop.urls"
DEBUG = os.getenv("DEBUG", "") == "True"
ALLOWED_HOSTS = ["shop.example.com"]
)",
    .check = find_texts,
};

}  // namespace stackc::rules
