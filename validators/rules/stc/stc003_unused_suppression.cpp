#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session while it reads and settles.
extern constexpr Rule stc003_unused_suppression{
    .summary = "a suppression comment that suppresses nothing",
    .why = "It hides the next real finding on that line.",
    .severity = Severity::warning,
    .effect = Effect::advice,
    .fixability = Fixability::safe,
    .dialects = "stack nginx uwsgi supervisor",
};

}  // namespace stackc::rules
