#include <fmt/format.h>

#include "validators/engine/rule.h"

namespace stackc::rules {

/// How many processes of servers and workers certainly run with these settings.
static std::uint64_t processes_of(const Graph& graph, const SettingsModule& settings) {
    std::uint64_t count = 0;
    for (const ProcessId id : settings.processes) {
        const Process& process = graph.at(id);
        // A worker answers no requests.
        if (process.kind == ServerKind::celery || process.kind == ServerKind::other) continue;
        // A file that no command names may be the one of another process.
        if (!process.program && process.kind != ServerKind::uwsgi) continue;
        std::uint64_t workers = process.workers.value_or(1);
        if (process.program) workers *= graph.at(*process.program).copies.value_or(1);
        count += workers;
    }
    return count;
}

static bool is_local_cache(const SettingsModule& settings) {
    const PythonValue* caches = settings.find("CACHES");
    if (caches == nullptr) return settings.is_fully_read;
    const PythonValue* cache = caches->is_assumed ? nullptr : caches->find("default");
    const PythonValue* backend = cache == nullptr ? nullptr : cache->find("BACKEND");
    return backend != nullptr && backend->is_text() && !backend->is_assumed &&
           backend->text == "django.core.cache.backends.locmem.LocMemCache";
}

static void find_local_sessions(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* engine = settings.find("SESSION_ENGINE");
        if (engine == nullptr || !engine->is_text() || engine->is_assumed ||
            engine->text != "django.contrib.sessions.backends.cache")
            continue;
        const std::uint64_t count = processes_of(graph, settings);
        if (count < 2 || !is_local_cache(settings)) continue;
        auto found = report.at(
            engine->span,
            fmt::format("sessions are kept in the memory of each of {} processes", count));
        if (const PythonValue* caches = settings.find("CACHES"))
            found.label(caches->span, "the cache");
        found.note(
            "a user is logged in or out depending on which process answers; use Redis, Memcached "
            "or the database");
    }
}

extern constexpr Rule djg013_cache_or_session_local{
    .summary = "sessions that processes do not share",
    .why =
        "`LocMemCache` lives in one process: a session made by one worker is unknown to the "
        "next, and users are logged out at random.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "django supervisor",
    .sources =
        " "
        "https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-cached-sessions",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 -w 4 shop.wsgi:application
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
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 -w 4 shop.wsgi:application
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
SESSION_ENGINE = "django.contrib.sessions.backends.db"
)",
    .check = find_local_sessions,
};

}  // namespace stackc::rules
