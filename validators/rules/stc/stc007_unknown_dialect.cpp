#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session while it reads and settles.
extern constexpr Rule stc007_unknown_dialect{
    .summary = "a file that was named but is in no known dialect",
    .why = "It was not checked.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack nginx uwsgi supervisor",
};

}  // namespace stackc::rules
