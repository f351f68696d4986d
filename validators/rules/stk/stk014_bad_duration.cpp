#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk014_bad_duration{
    .summary = "a text that is no duration",
    .why = "The programs count in different units by default; a number alone would mean different times.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "stack",
    .bad = R"(service cache { run redis; listen 6379; timeout 30 }
)",
    .good = R"(service cache { run redis; listen 6379; timeout 30s }
)",
};

}  // namespace stackc::rules
