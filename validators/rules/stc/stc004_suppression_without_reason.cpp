#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session while it reads and settles.
extern constexpr Rule stc004_suppression_without_reason{
    .summary = "a suppression comment without a reason",
    .why = "The next reader cannot tell whether the finding still does not apply.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "stack nginx uwsgi supervisor",
};

}  // namespace stackc::rules
