#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "compiler/graph/redis_clients.h"

namespace stackc::rules {

static const RedisClient* find_victim(const RedisClient& cache,
                                      const std::vector<RedisClient>& clients) {
    for (const RedisClient& client : clients) {
        const bool is_queue =
            client.use == RedisUse::broker || client.use == RedisUse::channel_layer;
        const bool is_same = client.endpoint == cache.endpoint && client.database &&
                             client.database == cache.database;
        if (is_queue && is_same) return &client;
    }
    return nullptr;
}

static void find_shared_databases(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const std::vector<RedisClient> clients = redis_clients(settings);
        for (const RedisClient& cache : clients) {
            const RedisClient* victim =
                cache.use == RedisUse::cache ? find_victim(cache, clients) : nullptr;
            if (victim == nullptr) continue;
            report
                .at(cache.span, fmt::format("the cache and {} share database {} of one redis",
                                            to_text(victim->use), *cache.database))
                .label(victim->span, fmt::format("`{}` uses it too", victim->setting))
                .note("`cache.clear()` is `FLUSHDB`: waiting tasks and messages go with the cache")
                .note("give the cache a number of its own: `redis://127.0.0.1:6379/1`");
        }
    }
}

extern constexpr Rule xst067_redis_db_shared{
    .summary = "the cache shares a database of redis with a queue",
    .why =
        "`cache.clear()`, of Django's own backend and of django-redis alike, flushes the whole "
        "database. Tasks of celery that wait in it "
        "and messages of the channel layer are lost without a word.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "django redis",
    .sources =
        "https://docs.djangoproject.com/en/stable/topics/cache/#redis "
        "https://github.com/jazzband/django-redis "
        "https://github.com/django/channels/issues/1117",
    .bad = R"(#> shop/settings.py
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:6379"}}
CELERY_BROKER_URL = "redis://127.0.0.1:6379/0"
)",
    .good = R"(#> shop/settings.py
ROOT_URLCONF = "shop.urls"
ALLOWED_HOSTS = ["shop.example.com"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:6379/1"}}
CELERY_BROKER_URL = "redis://127.0.0.1:6379/0"
)",
    .check = find_shared_databases,
};

}  // namespace stackc::rules
