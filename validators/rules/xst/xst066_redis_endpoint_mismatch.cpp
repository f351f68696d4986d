#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "compiler/graph/redis_clients.h"

namespace stackc::rules {

/// Whether client and servers are on one machine, so that an address means the same to both.
static bool is_local(const RedisClient& client) {
    const TcpEndpoint* tcp = as_tcp(client.endpoint);
    return tcp == nullptr || is_loopback(tcp->host);
}

static std::vector<const Listener*> listeners_of(const Graph& graph, const Process& process) {
    std::vector<const Listener*> found;
    for (const Listener& listener : graph.listeners) {
        if (listener.process == graph.id_of(process)) found.push_back(&listener);
    }
    return found;
}

/// Something that no file of ours tells of listens there.
static bool is_taken(const Graph& graph, const Endpoint& endpoint) {
    return std::any_of(graph.machine.addresses.begin(), graph.machine.addresses.end(),
                       [&](const AddressInUse& taken) { return reaches(endpoint, Endpoint(taken.endpoint)); });
}

static void report_address(const Graph& graph, const RedisClient& client, const Process& redis, const Listener& listener, bool is_used, Reporter& report) {
    auto found = report.at(client.span, fmt::format("`{}` uses redis at `{}`, but {} listens on `{}`", client.setting, quoted(to_text(client.endpoint)),
                                                    name_of(graph, redis), quoted(to_text(*listener.endpoint))));
    found.label(listener.span, "redis listens here")
        .note("`redis.exceptions.ConnectionError: Error 111 connecting to …. Connection refused.`; a WebSocket opens and is closed at once with 1011");
    // The system's own redis listens on the usual port, and no file of the deployment tells of it.
    const TcpEndpoint* tcp = as_tcp(client.endpoint);
    const bool may_be_systems = tcp != nullptr && tcp->port == 6379 && (is_used || !graph.target.knows_paths);
    if (may_be_systems) found.uncertain();
}

static void check_password(const RedisClient& client, const Process& redis, Reporter& report) {
    const Option* password = redis.option("requirepass");
    const bool is_asked = password != nullptr && password->value.is_known() && !password->value->empty() && *password->value != "\"\"";
    if (is_asked && !client.has_password) {
        report.at(password->span, fmt::format("redis asks for a password, and `{}` gives none", client.setting))
            .label(client.span, "this client connects without")
            .note("`redis.exceptions.AuthenticationError: Authentication required.`; a WebSocket opens and is closed at once with 1011")
            .note("write the password into the address: `redis://:PASSWORD@127.0.0.1:6379/0`, from a secret");
        return;
    }
    const bool may_have_accounts = password != nullptr || redis.option("aclfile") != nullptr || redis.option("user") != nullptr;
    if (!client.has_password || may_have_accounts) return;
    report.at(client.span, fmt::format("`{}` gives redis a password, and redis has none", client.setting))
        .label(redis.span, "this redis asks for no password")
        .note("`AuthenticationError: AUTH <password> called without any password configured for the default user`");
}

static void find_mismatches(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        if (settings.processes.empty()) continue;
        const Process& user = graph.at(settings.processes.front());
        const Process* redis = user.containers.empty() ? only_redis(graph, user.span.file) : nullptr;
        if (redis == nullptr) continue;
        const std::vector<const Listener*> listeners = listeners_of(graph, *redis);
        const std::vector<RedisClient> clients = redis_clients(settings);
        // A redis that nobody else of the project uses was made for this one.
        const bool is_used = std::any_of(clients.begin(), clients.end(), [&](const RedisClient& client) {
            return std::any_of(listeners.begin(), listeners.end(), [&](const Listener* one) { return one->endpoint.is_known() && reaches(client.endpoint, *one->endpoint); });
        });
        for (const RedisClient& client : clients) {
            if (!is_local(client)) continue;
            const bool are_known = !listeners.empty() && std::all_of(listeners.begin(), listeners.end(), [](const Listener* one) { return one->endpoint.is_known(); });
            if (!are_known) continue;
            const bool is_reached = std::any_of(listeners.begin(), listeners.end(), [&](const Listener* one) { return reaches(client.endpoint, *one->endpoint); });
            if (is_reached) check_password(client, *redis, report);
            else if (!is_taken(graph, client.endpoint)) report_address(graph, client, *redis, *listeners.front(), is_used, report);
        }
    }
}

extern constexpr Rule xst066_redis_endpoint_mismatch{
    .summary = "Django's settings and redis disagree on the address or the password",
    .why = "The application starts without redis and every page works; caches, tasks and WebSockets fail when they are used: `Connection "
           "refused`, `Authentication required.`. A WebSocket opens and is closed at once with code 1011.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django redis supervisor",
    .sources = "observed:redis-7.0.15 https://github.com/django/channels_redis/issues/102 https://github.com/django/channels/issues/1585",
    .bad = R"(#> supervisord.conf
[program:redis]
command=/usr/bin/redis-server --port 6380 --bind 127.0.0.1
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
ALLOWED_HOSTS = ["shop.example.com"]
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [("127.0.0.1", 6381)]}}}
)",
    .good = R"(#> supervisord.conf
[program:redis]
command=/usr/bin/redis-server --port 6380 --bind 127.0.0.1
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
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [("127.0.0.1", 6380)]}}}
)",
    .check = find_mismatches,
};

}  // namespace stackc::rules
