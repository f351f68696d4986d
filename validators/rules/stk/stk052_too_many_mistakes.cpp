#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk052_too_many_mistakes{
    .summary = "so many mistakes that the rest is not listed",
    .why = "The file is probably no stack description.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
};

}  // namespace stackc::rules
