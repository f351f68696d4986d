#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk012_bad_path{
    .summary = "a path that is relative, or leads above the root",
    .why =
        "The programs of a stack start in different folders; a relative path means another place "
        "to each.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(service cache { run redis; listen unix run/redis.sock }
)",
    .good = R"(service cache { run redis; listen unix /run/shop/redis.sock }
)",
};

}  // namespace stackc::rules
