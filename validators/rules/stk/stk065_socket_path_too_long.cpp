#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk065_socket_path_too_long{
    .summary = "the path of a socket is longer than the system takes",
    .why =
        "A Unix socket's path has 107 bytes at most (`sun_path`): the server ends with `AF_UNIX "
        "path too long`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad =
        R"(service cache { run redis; listen unix /run/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/redis.sock }
)",
    .good = R"(service cache { run redis; listen unix /run/shop/redis.sock }
)",
};

}  // namespace stackc::rules
