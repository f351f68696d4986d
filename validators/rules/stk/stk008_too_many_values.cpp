#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk008_too_many_values{
    .summary = "a statement has more values than it takes",
    .why = "What is too many is often the next statement, whose line break or `;` was forgotten.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(host web1 { address 10.0.1.11 10.0.1.12 }
)",
    .good = R"(host web1 { address 10.0.1.11 }
)",
};

}  // namespace stackc::rules
