#include <algorithm>

#include "compiler/graph/django_routes.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether the key is what is taken where a variable is not set.
static bool is_default(const SettingsModule& settings, const PythonValue& key) {
    return key.is_assumed &&
           std::any_of(settings.env_reads.begin(), settings.env_reads.end(),
                       [&](const EnvRead& read) {
                           return read.span.file == key.span.file &&
                                  read.span.begin >= key.span.begin &&
                                  read.span.end <= key.span.end && read.has_default;
                       });
}

/// Whether the expression takes a variable of the environment.
static bool is_read(const SettingsModule& settings, Span expression) {
    return std::any_of(
        settings.env_reads.begin(), settings.env_reads.end(), [&](const EnvRead& read) {
            return expression.contains(read.span.begin) && read.span.file == expression.file;
        });
}

static void find_keys(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* key = settings.find("SECRET_KEY");
        if (key == nullptr || !key->is_text() || key->text.empty() || !is_deployed(graph, settings))
            continue;
        const bool is_fallback = is_default(settings, *key);
        if (key->is_assumed && !is_fallback) continue;
        // What the launcher's environment or a file of variables says is not in the source.
        const Document* document = graph.document_of(key->span.file);
        if (document == nullptr || document->dialect() != "django") continue;
        const bool is_written = graph.text(key->span).find(key->text) != std::string_view::npos;
        if (is_read(settings, key->span) && !is_written) continue;
        auto found = report.at(
            key->span, is_fallback
                        ? "where the variable is not set, the secret key is one that is written "
                          "in the source"
                        : "the secret key is written in the source");
        found.label(settings.chosen, "these settings are chosen here")
            .note(
                "whoever can read the repository can sign sessions and password resets; take it "
                "from the environment or a file");
        if (!is_fallback) continue;
        found.note("without a default the program does not start until the variable is set")
            .uncertain();
    }
}

extern constexpr Rule djg007_secret_key_in_source{
    .summary = "the secret key is part of the source",
    .why =
        "`SECRET_KEY` signs sessions, messages and links that reset a password. In a repository "
        "it is known to all who ever had a copy, and `django-insecure-` keys are not even random "
        "enough.",
    .severity = Severity::warning,
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
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
SECRET_KEY = "django-insecure-abc"
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
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
SECRET_KEY = os.environ["SECRET_KEY"]
)",
    .check = find_keys,
};

}  // namespace stackc::rules
