#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk013_bad_mode{
    .summary = "a text that is no mode",
    .why = "Modes are octal: 0660 lets owner and group read and write.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(service cache { run redis; listen unix /run/shop/redis.sock mode 0680 }
)",
    .good = R"(service cache { run redis; listen unix /run/shop/redis.sock mode 0660 }
)",
};

}  // namespace stackc::rules
