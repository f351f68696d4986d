#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk011_bad_address{
    .summary = "a text that is no address",
    .why = "An address is a port, `ADDR:PORT`, `[V6]:PORT` or `*:PORT`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(service cache { run redis; listen 127.0.0.300:6379 }
)",
    .good = R"(service cache { run redis; listen 127.0.0.1:6379 }
)",
};

}  // namespace stackc::rules
