#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk007_missing_value{
    .summary = "a statement ends before all its values are said",
    .why =
        "A description that is not understood as a whole is not generated from: half a deployment "
        "is worse than none.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(host web1 { address }
)",
    .good = R"(host web1 { address 10.0.1.11 }
)",
};

}  // namespace stackc::rules
