#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk048_unknown_profile{
    .summary = "the profile that was asked for is not in the description",
    .why = "What would be generated is the deployment without the overrides that were meant.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
};

}  // namespace stackc::rules
