#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool may_speak_asgi(const Process& process) {
    switch (process.kind) {
        case ServerKind::daphne:
        case ServerKind::uvicorn:
        case ServerKind::runserver:
        case ServerKind::other:
            return true;
        case ServerKind::gunicorn:
        case ServerKind::uwsgi:
            return !process.is_asgi.is_absent() && process.is_asgi.value_or(true);
        case ServerKind::nginx:
        case ServerKind::redis:
        case ServerKind::celery:
            return false;
    }
    return true;
}

/// Whether every program of the deployment is one that we know the server of.
static bool is_every_program_known(const Graph& graph) {
    for (std::uint32_t i = 0; i < graph.programs.size(); ++i) {
        const bool is_server =
            std::any_of(graph.processes.begin(), graph.processes.end(), [&](const Process& process) {
                return process.program && process.program->value == i;
            });
        if (!is_server) return false;
    }
    return true;
}

static void find_unserved_sockets(const Graph& graph, Reporter& report) {
    const bool has_asgi = std::any_of(graph.processes.begin(), graph.processes.end(), may_speak_asgi);
    if (has_asgi || !is_every_program_known(graph)) return;
    std::set<const SettingsModule*> seen;
    for (const DjangoRoute& route : django_routes(graph)) {
        const PythonValue* application = route.settings->find("ASGI_APPLICATION");
        const PythonValue* layers = route.settings->find("CHANNEL_LAYERS");
        // A channel layer without WebSockets may carry what workers tell each other.
        if (application == nullptr || layers == nullptr || !application->is_text() ||
            !seen.insert(route.settings).second)
            continue;
        auto found = report.at(application->span,
                               fmt::format("no server runs the ASGI application: {} speaks WSGI",
                                           name_of(graph, graph.at(route.process))));
        found.label(graph.at(route.connection).span, "nginx hands requests to it here")
            .label(layers->span, "the channel layer")
            .note("a WebSocket's handshake is answered 404 and never opened; start daphne or uvicorn "
                  "beside it and give it a location");
        const bool has_routes = std::any_of(graph.asgi_apps.begin(), graph.asgi_apps.end(),
                                            [](const AsgiApp& app) { return app.has_websocket; });
        if (!has_routes) found.uncertain();
    }
}

extern constexpr Rule xst146_websockets_without_asgi_server{
    .summary = "channels are set up, but no server for them",
    .why =
        "uWSGI and gunicorn's own workers speak WSGI: the application of `ASGI_APPLICATION` never "
        "runs, and every WebSocket fails.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx django supervisor",
    .sources = "https://channels.readthedocs.io/en/stable/deploying.html",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:8000;
    }
}
#> supervisord.conf
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
ASGI_APPLICATION = "shop.asgi.application"
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer"}}
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    server_name shop.example.com;
    location / {
        proxy_set_header Host $host;
        proxy_pass http://127.0.0.1:8000;
    }
}
#> supervisord.conf
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
)",
    .check = find_unserved_sockets,
};

}  // namespace stackc::rules
