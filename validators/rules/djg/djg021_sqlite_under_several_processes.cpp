#include <fmt/format.h>

#include <map>
#include <set>

#include "validators/engine/rule.h"

namespace stackc::rules {

/// The database `default` if it certainly is SQLite's, by the place that says so.
static const PythonValue* sqlite_engine(const SettingsModule& settings) {
    const PythonValue* databases = settings.find("DATABASES");
    const PythonValue* database = databases == nullptr ? nullptr : databases->find("default");
    const PythonValue* engine = database == nullptr ? nullptr : database->find("ENGINE");
    const bool is_sqlite = engine != nullptr && engine->is_text() && !engine->is_assumed &&
                           engine->text == "django.db.backends.sqlite3";
    return is_sqlite ? engine : nullptr;
}

static void find_shared_databases(const Graph& graph, Reporter& report) {
    // One file of settings is seen once for each environment.
    std::map<Span, std::set<ProcessId>> writers;
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* engine = sqlite_engine(settings);
        if (engine == nullptr) continue;
        for (const ProcessId id : settings.processes) {
            if (graph.at(id).kind != ServerKind::runserver) writers[engine->span].insert(id);
        }
    }
    for (const auto& [engine, ids] : writers) {
        std::uint64_t count = 0;
        for (const ProcessId id : ids) count += graph.at(id).workers.value_or(1);
        if (count < 2) continue;
        const Process& first = graph.at(*ids.begin());
        report.at(engine, fmt::format("{} processes write to one SQLite file", count))
            .label(first.workers.span_or(first.span), ids.size() == 1 ? "they are started here" : "the first of them")
            .note("one may write at a time: under load requests wait for 5 s and end in 500 with `OperationalError: database is locked`");
    }
}

extern constexpr Rule djg021_sqlite_under_several_processes{
    .summary = "several processes write to one SQLite file",
    .why = "SQLite lets one process write at a time. Under load requests wait for `timeout`, 5 s by default, and end in 500: "
           "`django.db.utils.OperationalError: database is locked`.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "django gunicorn uwsgi supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/ref/databases/#database-is-locked-errors",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 -w 4 shop.wsgi:application
directory=/srv/shop
user=deploy
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/shop/db.sqlite3"}}
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 -w 4 shop.wsgi:application
directory=/srv/shop
user=deploy
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}}
)",
    .check = find_shared_databases,
};

}  // namespace stackc::rules
