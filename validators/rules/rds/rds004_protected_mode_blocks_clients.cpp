#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"
#include "compiler/graph/server_addresses.h"

namespace stackc::rules {

/// An ACL may ask for a password; what it says is not read.
static bool may_have_password(const Process& redis) {
    const Option* password = redis.option("requirepass");
    const bool is_empty = password != nullptr && password->value.is_known() &&
                          (password->value->empty() || *password->value == "\"\"");
    return redis.option("aclfile") != nullptr || redis.option("user") != nullptr ||
           (password != nullptr && !is_empty);
}

static bool is_on(const Option& option) {
    return option.value.is_known() && equals_ignoring_case(*option.value, "yes");
}

/// "6" of `redis:6.2-alpine`; nothing where the tag does not tell.
static std::optional<std::uint64_t> major_version(const Container& container) {
    if (!container.image.is_known()) return std::nullopt;
    const std::size_t colon = container.image->rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    const std::string_view tag = std::string_view(*container.image).substr(colon + 1);
    return parse_number(tag.substr(0, tag.find_first_of(".-")));
}

/// redis 7.0 networking.c clientAcceptHandler; until 6.2 a `bind` of its own switched it off too.
static bool is_switched_off_by_bind(const Container& container, const Process& redis) {
    const auto version = major_version(container);
    const bool is_new =
        version ? *version >= 7
                : !container.image.is_known() || container.image->find(':') == std::string::npos;
    return redis.option("bind") != nullptr && !is_new;
}

static const ServerAddress* find_client(const Graph& graph,
                                        const std::vector<ServerAddress>& addresses,
                                        ContainerId server, std::uint16_t port) {
    const auto found =
        std::find_if(addresses.begin(), addresses.end(), [&](const ServerAddress& address) {
            const std::vector<ContainerId> named =
                containers_named(graph, address.from, to_lower(address.host));
            return address.port == port && address.from != server && named.size() == 1 &&
                   named.front() == server &&
                   share_network(graph.at(address.from), graph.at(server));
        });
    return found == addresses.end() ? nullptr : &*found;
}

static constexpr std::string_view refusal =
    "the client gets `-DENIED Redis is running in protected mode because protected mode is enabled "
    "and "
    "no password is set for the default user`";

/// The official image switches the mode off while it is built; a file that is mounted switches it
/// on again.
static void find_in_containers(const Graph& graph, Reporter& report) {
    const std::vector<ServerAddress> addresses = server_addresses(graph);
    for (const Listener& listener : graph.listeners) {
        const Process& redis = graph.at(listener.process);
        const TcpEndpoint* tcp =
            listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
        const std::optional<ContainerId> place = container_of(graph, redis);
        if (redis.kind != ServerKind::redis || !redis.is_fully_read || !place || tcp == nullptr ||
            is_loopback(tcp->host))
            continue;
        const Option* mode = redis.option("protected-mode");
        if (mode == nullptr || !is_on(*mode) || may_have_password(redis) ||
            is_switched_off_by_bind(graph.at(*place), redis))
            continue;
        const ServerAddress* client = find_client(graph, addresses, *place, tcp->port);
        if (client == nullptr) continue;
        auto found =
            report.at(mode->span, fmt::format("redis in `{}` refuses every other container: it is "
                                              "in protected mode and has no password",
                                              quoted(graph.at(*place).name)));
        found
            .label(client->host_span, fmt::format("`{}` connects from `{}`", quoted(client->name),
                                                  quoted(graph.at(client->from).name)))
            .note(std::string(refusal))
            .note(
                "`protected-mode no` where only the project's network reaches it, or `requirepass` "
                "and the password in the address");
        return;
    }
}

/// redis 7.0: on a machine, `bind` of one outer address leaves nobody who may come in, not even
/// from the machine itself.
static void find_on_machines(const Graph& graph, Reporter& report) {
    for (const Process& redis : graph.processes) {
        if (redis.kind != ServerKind::redis || !redis.is_fully_read || !redis.containers.empty() ||
            may_have_password(redis))
            continue;
        const Option* mode = redis.option("protected-mode");
        const Option* bind = redis.option("bind");
        if ((mode != nullptr && !is_on(*mode)) || bind == nullptr || !bind->value.is_known() ||
            redis.option("unixsocket") != nullptr)
            continue;
        std::size_t outer = 0, all = 0;
        for (const Listener& listener : graph.listeners) {
            if (listener.process != graph.id_of(redis)) continue;
            const TcpEndpoint* tcp =
                listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
            const bool is_outer = tcp != nullptr && is_address(tcp->host) &&
                                  !is_loopback(tcp->host) && !is_wildcard(tcp->host);
            ++all;
            if (is_outer) ++outer;
        }
        if (outer == 0 || outer != all) continue;
        auto found = report.at(
            bind->span,
            "redis takes connections from outside only, and protected mode refuses all of them");
        if (mode != nullptr)
            found.label(mode->span,
                        "it refuses who comes from elsewhere, as long as there is no password");
        found.note(std::string(refusal))
            .note("set `requirepass`, and write the password into the addresses of its clients");
    }
}

static void find_refused_clients(const Graph& graph, Reporter& report) {
    find_in_containers(graph, report);
    find_on_machines(graph, report);
}

extern constexpr Rule rds004_protected_mode_blocks_clients{
    .summary = "redis refuses its clients because it has no password",
    .why =
        "In protected mode a redis without a password answers to 127.0.0.1 only, whatever `bind` "
        "says; every other client gets `-DENIED "
        "Redis is running in protected mode`. Debian's package has it on. The official image has "
        "it off, until a stock redis.conf is "
        "mounted.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "redis compose",
    .sources =
        "observed:redis-7.0.15 https://github.com/redis/docker-library-redis/issues/319 "
        "https://github.com/bitnami/bitnami-docker-redis/issues/245",
    .bad = R"(bind 10.0.0.5
port 6379
protected-mode yes
)",
    .good = R"(bind 10.0.0.5 127.0.0.1
port 6379
protected-mode yes
requirepass "from-a-secret"
)",
    .check = find_refused_clients,
};

}  // namespace stackc::rules
