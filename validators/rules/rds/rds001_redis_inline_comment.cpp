#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the redis front end.
extern constexpr Rule rds001_redis_inline_comment{
    .summary = "a remark behind a directive, which redis takes for arguments",
    .why =
        "redis.conf has comments on lines of their own only. `port 6379 # web` has three "
        "arguments too many, and redis does not start: `wrong number of arguments`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "redis",
    .sources = "observed:redis-7.0.15",
    .bad = R"(appendonly no # it is a cache
)",
    .good = R"(# it is a cache
appendonly no
)",
};

}  // namespace stackc::rules
