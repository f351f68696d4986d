#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the redis front end, which owns the table of directives.
extern constexpr Rule rds002_unknown_redis_directive{
    .summary = "a directive that redis does not know",
    .why =
        "redis does not start: `*** FATAL CONFIG FILE ERROR ***`, `Bad directive or wrong number "
        "of arguments`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "redis",
    .sources = "observed:redis-7.0.15",
    .bad = R"(maxmemory 100mb
maxmemory-polcy allkeys-lru
)",
    .good = R"(maxmemory 100mb
maxmemory-policy allkeys-lru
)",
};

}  // namespace stackc::rules
