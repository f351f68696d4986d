#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk006_repeated_statement{
    .summary = "a statement that may stand once is said twice",
    .why = "It is not said which of the two counts.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(host web1 { address 10.0.1.11; address 10.0.1.12 }
)",
    .good = R"(host web1 { address 10.0.1.11 }
)",
};

}  // namespace stackc::rules
