#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session while it reads and settles.
extern constexpr Rule stc002_dialect_not_read{
    .summary = "a configuration file in a dialect that stackc does not read yet",
    .why = "Its settings are unknown to every rule, so a mistake between it and other files is not found.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "stack nginx uwsgi supervisor",
};

}  // namespace stackc::rules
