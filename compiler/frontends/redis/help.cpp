#include "compiler/frontends/redis/help.h"

#include <fmt/format.h>

#include "compiler/base/assert.h"
#include "compiler/frontends/redis/directives.h"

namespace stackc::redis {

namespace {

/// The directives that most files hold, in words of ours.
constexpr std::pair<std::string_view, std::string_view> texts[] = {
    {"bind",
     "The addresses that redis listens on; every address of the machine without it. `-::1` may "
     "fail where there is no IPv6."},
    {"port", "The port that redis listens on, 6379 by default; 0 for a Unix socket alone."},
    {"unixsocket",
     "The path of a Unix socket besides the port. Its mode is `unixsocketperm`; clients need write "
     "permission."},
    {"unixsocketperm",
     "The mode of the Unix socket, 0700 by default: other users, such as the application's, cannot "
     "connect."},
    {"requirepass", "The password that clients must give. Anyone who reads the file knows it."},
    {"protected-mode",
     "Refuses clients of other machines for as long as there is no password and no `bind`. On by "
     "default."},
    {"daemonize",
     "Goes to the background. Never under supervisor, systemd with `Type=notify`, or in a "
     "container."},
    {"supervised",
     "How redis tells its manager that it is ready: `systemd` goes with `Type=notify`."},
    {"maxmemory",
     "How much memory the data may take; without a limit redis grows until the kernel kills it."},
    {"maxmemory-policy",
     "What is removed when `maxmemory` is reached: `noeviction` refuses writes, `allkeys-lru` fits "
     "a cache."},
    {"dir", "The folder that redis works in: the snapshot and the log of writes lie there."},
    {"save", "Writes a snapshot after so many seconds with so many changes; `save \"\"` never."},
    {"appendonly", "Writes every change to a log, so that a crash loses a second at most."},
    {"databases", "How many numbered databases there are, 16 by default."},
    {"timeout", "Closes a client's connection after so many idle seconds; 0, the default, never."},
    {"tcp-backlog", "The queue of new connections; the kernel cuts it to `net.core.somaxconn`."},
    {"logfile", "The log: a path, or `\"\"` for standard output."},
    {"pidfile", "Where the process number is written when redis goes to the background."},
};

std::string_view kind_text(ValueKind kind) {
    switch (kind) {
        case ValueKind::boolean:
            return "`yes` or `no`";
        case ValueKind::integer:
            return "a whole number";
        case ValueKind::octal:
            return "an octal number";
        case ValueKind::memory:
            return "a size such as `100mb`";
        case ValueKind::memory_or_percent:
            return "a size such as `100mb`, or a share such as `10%`";
        case ValueKind::choice:
            return "one of";
        case ValueKind::choices:
            return "any of";
        case ValueKind::other:
            return "a text";
    }
    unreachable("ValueKind");
}

}  // namespace

std::string explain(std::string_view word) {
    const DirectiveFacts* facts = find_directive(word);
    if (facts == nullptr) return {};
    std::string page =
        fmt::format("### `{}`\n\nredis directive: {}", facts->name, kind_text(facts->kind));
    if (!facts->values.empty()) page += fmt::format(" `{}`", facts->values);
    if (facts->kind == ValueKind::integer && facts->low < facts->high)
        page += fmt::format(" from {} to {}", facts->low, facts->high);
    if (!facts->since.empty()) page += fmt::format("; since {}", facts->since);
    page += ".\n";
    for (const auto& [name, text] : texts) {
        if (name == facts->name) page += fmt::format("\n{}\n", text);
    }
    return page +
           "\nManual: https://redis.io/docs/latest/operate/oss_and_stack/management/config-file/\n";
}

}  // namespace stackc::redis
