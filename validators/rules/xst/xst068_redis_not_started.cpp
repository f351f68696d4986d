#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/heard_ports.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"
#include "compiler/graph/redis_clients.h"
#include "compiler/graph/server_addresses.h"

namespace stackc::rules {

static constexpr std::uint16_t redis_port = 6379;

/// A service next door that listens there is XST041's finding.
static bool runs_next_door(const Graph& graph, ContainerId from) {
    return std::any_of(
        graph.containers.begin(), graph.containers.end(), [&](const Container& container) {
            if (container.project != graph.at(from).project) return false;
            const HeardPorts heard = ports_heard(graph, graph.id_of(container));
            const bool is_redis = container.image.is_known() &&
                                  to_lower(*container.image).find("redis") != std::string::npos;
            return is_redis || heard.find(redis_port) != nullptr;
        });
}

/// The loopback of a container in which no redis runs, in a project that has none at all.
static void find_in_containers(const Graph& graph, Reporter& report) {
    for (const ServerAddress& address : server_addresses(graph)) {
        const bool is_own = address.host == "localhost" || address.host == "127.0.0.1";
        if (!is_own || address.port != redis_port || runs_next_door(graph, address.from)) continue;
        const Container& container = graph.at(address.from);
        if (!container.is_fully_read || !ports_heard(graph, address.from).is_complete) continue;
        auto found = report.at(
            address.host_span,
            fmt::format("`{}` looks for redis in its own container `{}`, and none runs there",
                        quoted(address.name), quoted(container.name)));
        found.label(container.name_span, "127.0.0.1 is this container's own")
            .note("the program says `Error 111 connecting to localhost:6379. Connection refused.`")
            .note("add a service, `redis: {image: redis:7}`, and connect to `redis:6379`");
        if (!address.is_used) found.uncertain();
    }
}

static bool is_bound(const Graph& graph, const Endpoint& endpoint) {
    const bool by_file =
        std::any_of(graph.listeners.begin(), graph.listeners.end(), [&](const Listener& listener) {
            return !listener.endpoint.is_known() || reaches(endpoint, *listener.endpoint);
        });
    return by_file || std::any_of(graph.machine.addresses.begin(), graph.machine.addresses.end(),
                                  [&](const AddressInUse& taken) {
                                      return reaches(endpoint, Endpoint(taken.endpoint));
                                  });
}

/// Whether the server that uses the settings is up: then what it needs should be too.
static bool is_running(const Graph& graph, ProcessId process) {
    return std::any_of(
        graph.listeners.begin(), graph.listeners.end(), [&](const Listener& listener) {
            if (listener.process != process || !listener.endpoint.is_known()) return false;
            return std::any_of(graph.machine.addresses.begin(), graph.machine.addresses.end(),
                               [&](const AddressInUse& taken) {
                                   return collides(*listener.endpoint, Endpoint(taken.endpoint));
                               });
        });
}

/// This machine, where nothing listens at the address.
static void find_on_machine(const Graph& graph, Reporter& report) {
    std::set<Span> told;
    for (const SettingsModule& settings : graph.settings) {
        if (settings.processes.empty() || graph.machine.addresses.empty()) continue;
        const ProcessId user = settings.processes.front();
        if (!runs_here(graph, graph.at(user))) continue;
        for (const RedisClient& client : redis_clients(settings)) {
            const TcpEndpoint* tcp = as_tcp(client.endpoint);
            if (tcp == nullptr || !is_loopback(tcp->host) || is_bound(graph, client.endpoint) ||
                !told.insert(client.span).second)
                continue;
            auto found = report.at(
                client.span,
                fmt::format("`{}` uses redis at `{}`, where nothing listens on this machine",
                            client.setting, quoted(to_text(client.endpoint))));
            found
                .note(fmt::format("the program says `Error 111 connecting to {}. Connection "
                                  "refused.`; a WebSocket opens and is closed at once "
                                  "with 1011",
                                  quoted(to_text(client.endpoint))))
                .note("`systemctl enable --now redis-server` starts Debian's own at every boot");
            if (!is_running(graph, user)) found.uncertain();
        }
    }
}

static void find_missing_redis(const Graph& graph, Reporter& report) {
    find_in_containers(graph, report);
    find_on_machine(graph, report);
}

extern constexpr Rule xst068_redis_not_started{
    .summary = "settings need a redis that nothing starts",
    .why =
        "The application starts without redis and its pages work; caches, tasks and WebSockets "
        "fail when they are used, with `Error 111 "
        "connecting to localhost:6379. Connection refused.`",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django compose dockerfile",
    .sources =
        "observed:redis-7.0.15 https://github.com/django/channels/issues/1585 "
        "https://github.com/django/channels/issues/624",
    .bad = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    environment:
      REDIS_URL: redis://localhost:6379/0
#> Dockerfile
FROM python:3.12
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    depends_on: [redis]
    environment:
      REDIS_URL: redis://redis:6379/0
  redis:
    image: redis:7
#> Dockerfile
FROM python:3.12
)",
    .check = find_missing_redis,
};

}  // namespace stackc::rules
