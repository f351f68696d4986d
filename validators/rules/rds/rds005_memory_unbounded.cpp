#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "compiler/graph/redis_clients.h"

namespace stackc::rules {

static bool is_bounded(const Process& redis) {
    const Option* memory = redis.option("maxmemory");
    return memory != nullptr && memory->value.is_known() && *memory->value != "0";
}

static bool listens_at(const Graph& graph, const Process& redis, const Endpoint& endpoint) {
    return std::any_of(
        graph.listeners.begin(), graph.listeners.end(), [&](const Listener& listener) {
            return listener.process == graph.id_of(redis) && listener.endpoint.is_known() &&
                   reaches(endpoint, *listener.endpoint);
        });
}

static bool is_local(const Endpoint& endpoint) {
    const TcpEndpoint* tcp = as_tcp(endpoint);
    return tcp == nullptr || is_loopback(tcp->host);
}

/// What the settings keep there and must not lose.
static std::optional<RedisClient> find_victim(const SettingsModule& settings, const Graph& graph,
                                              const Process& redis) {
    for (const RedisClient& client : redis_clients(settings)) {
        const bool is_queue =
            client.use == RedisUse::broker || client.use == RedisUse::channel_layer;
        if (is_queue && is_local(client.endpoint) && listens_at(graph, redis, client.endpoint))
            return client;
    }
    return std::nullopt;
}

static void find_evicted_queues(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        if (settings.processes.empty() || !graph.at(settings.processes.front()).containers.empty())
            continue;
        const Process* redis = only_redis(graph, graph.at(settings.processes.front()).span.file);
        const Option* policy = redis == nullptr ? nullptr : redis->option("maxmemory-policy");
        if (policy == nullptr || !policy->value.is_known() || !is_bounded(*redis)) continue;
        if (!to_lower(*policy->value).starts_with("allkeys-")) continue;
        const std::optional<RedisClient> victim = find_victim(settings, graph, *redis);
        if (!victim) continue;
        report
            .at(policy->span,
                fmt::format("redis drops any key when its memory is full, and {} lies in it",
                            to_text(victim->use)))
            .label(victim->span, fmt::format("`{}` keeps it there", victim->setting))
            .note(
                "waiting tasks and messages vanish without an error; `noeviction` refuses new ones "
                "instead, `volatile-lru` drops only keys "
                "that have an expiry")
            .note("or give the cache a redis of its own");
        return;
    }
}

extern constexpr Rule rds005_memory_unbounded{
    .summary = "a redis that drops any key when it is full holds a queue",
    .why =
        "`allkeys-lru` suits a cache. The lists of celery and of the channel layer are keys like "
        "others: when the memory is full, redis "
        "evicts them, and tasks and messages are gone with nothing in any log.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "redis django",
    .sources =
        "https://redis.io/docs/latest/develop/reference/eviction/ "
        "https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html",
    .bad = R"(#> supervisord.conf
[program:redis]
command=/usr/bin/redis-server --bind 127.0.0.1 --port 6380 --maxmemory 64mb --maxmemory-policy allkeys-lru
user=shop
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
ALLOWED_HOSTS = ["shop.example.com"]
CELERY_BROKER_URL = "redis://127.0.0.1:6380/0"
)",
    .good = R"(#> supervisord.conf
[program:redis]
command=/usr/bin/redis-server --bind 127.0.0.1 --port 6380 --maxmemory 64mb --maxmemory-policy noeviction
user=shop
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
ALLOWED_HOSTS = ["shop.example.com"]
CELERY_BROKER_URL = "redis://127.0.0.1:6380/0"
)",
    .check = find_evicted_queues,
};

}  // namespace stackc::rules
