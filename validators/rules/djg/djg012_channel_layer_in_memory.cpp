#include <fmt/format.h>

#include "validators/engine/rule.h"

namespace stackc::rules {

/// Who holds WebSockets; others take part only where their code sends to groups.
static bool is_asgi(const Process& process) {
    return process.kind == ServerKind::daphne || process.kind == ServerKind::uvicorn || process.is_asgi.value_or(false);
}

/// How many processes certainly run with these settings.
static std::uint64_t processes_of(const Graph& graph, const SettingsModule& settings, bool with_others) {
    std::uint64_t count = 0;
    for (const ProcessId id : settings.processes) {
        const Process& process = graph.at(id);
        if (!with_others && !is_asgi(process)) continue;
        // A file that no command names may be the one of another process.
        if (!process.program && process.kind != ServerKind::uwsgi) continue;
        std::uint64_t workers = process.workers.value_or(1);
        if (process.program) workers *= graph.at(*process.program).copies.value_or(1);
        count += workers;
    }
    return count;
}

static void find_memory_layers(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* layers = settings.find("CHANNEL_LAYERS");
        const PythonValue* layer = layers == nullptr || layers->is_assumed ? nullptr : layers->find("default");
        const PythonValue* backend = layer == nullptr ? nullptr : layer->find("BACKEND");
        if (backend == nullptr || !backend->is_text() || backend->is_assumed || backend->text != "channels.layers.InMemoryChannelLayer") continue;
        const std::uint64_t count = processes_of(graph, settings, true);
        if (count < 2) continue;
        auto found = report.at(backend->span, fmt::format("the channel layer is in the memory of each of {} processes", count));
        found.label(graph.at(settings.processes.front()).span, "one of them")
            .note("a message to a group reaches only those whose WebSocket the sending process holds; use `channels_redis.core.RedisChannelLayer`");
        if (processes_of(graph, settings, false) < 2) found.uncertain();
    }
}

extern constexpr Rule djg012_channel_layer_in_memory{
    .summary = "a channel layer that processes do not share",
    .why = "`InMemoryChannelLayer` lives in one process: with several, group messages get lost at "
           "random.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django supervisor",
    .sources = "https://channels.readthedocs.io/en/stable/topics/channel_layers.html "
           "https://github.com/django/channels/issues/1060",
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
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
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
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer"}}
)",
    .check = find_memory_layers,
};

}  // namespace stackc::rules
