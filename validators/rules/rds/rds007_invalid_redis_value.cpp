#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the redis front end, which owns the table of directives.
extern constexpr Rule rds007_invalid_redis_value{
    .summary = "arguments that redis does not take",
    .why =
        "redis does not start: `*** FATAL CONFIG FILE ERROR ***`, with the line. Switches are "
        "`yes` and `no`, never `on`; sizes have the units k, kb, m, mb, g and gb.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "redis",
    .sources = "observed:redis-7.0.15",
    .bad = R"(maxmemory 100mb
appendonly off
)",
    .good = R"(maxmemory 100mb
appendonly no
)",
};

}  // namespace stackc::rules
