#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool has_password(const Process& process) {
    // An ACL may ask for one; what it says is not read.
    if (process.option("aclfile") != nullptr || process.option("user") != nullptr) return true;
    const Option* password = process.option("requirepass");
    return password != nullptr && (!password->value.is_known() ||
                                   (!password->value->empty() && *password->value != "\"\""));
}

/// Redis 7.0.15 networking.c: with `protected-mode no` it takes commands from any address.
static const Option* open_door(const Process& process) {
    const Option* protection = process.option("protected-mode");
    if (protection == nullptr || !protection->value.is_known()) return nullptr;
    return equals_ignoring_case(*protection->value, "no") ? protection : nullptr;
}

static void find_open_servers(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        if (process.kind != ServerKind::redis || !process.is_fully_read || !process.containers.empty())
            continue;
        const TcpEndpoint* tcp =
            listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
        if (tcp == nullptr || is_loopback(tcp->host)) continue;
        const Option* door = open_door(process);
        if (door == nullptr || has_password(process)) continue;
        const Option* bind = process.option("bind");
        auto found =
            report.at(bind != nullptr ? bind->span : door->span,
                      fmt::format("redis takes commands at `{}` from anybody, without a password",
                                  to_text(*listener.endpoint)));
        if (bind != nullptr)
            found.label(door->span, "this switches off the protection for such a server");
        found
            .note(
                "whoever reaches the port reads and flushes the data, and writes files with "
                "`CONFIG SET dir`: cryptominers look for it")
            .note(
                "`bind 127.0.0.1 -::1` where the app runs on this machine; else `requirepass` and "
                "a firewall");
        // A private network may be meant to reach it.
        if (!is_wildcard(tcp->host)) found.uncertain();
    }
}

extern constexpr Rule rds003_exposed_without_auth{
    .summary = "a redis that takes commands from everywhere without a password",
    .why =
        "Redis is trusted to stand behind a firewall. Open to the world it is found within hours, "
        "its data flushed and "
        "the machine taken over through `CONFIG SET dir` and a written crontab or key.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .dialects = "redis",
    .sources =
        "https://redis.io/docs/latest/operate/oss_and_stack/management/security/ "
        "https://github.com/redis/docker-library-redis/issues/232",
    .bad = R"(bind 0.0.0.0
protected-mode no
port 6379
)",
    .good = R"(bind 127.0.0.1 -::1
protected-mode no
port 6379
)",
    .check = find_open_servers,
};

}  // namespace stackc::rules
