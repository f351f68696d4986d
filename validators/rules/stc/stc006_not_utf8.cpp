#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session while it reads and settles.
extern constexpr Rule stc006_not_utf8{
    .summary = "bytes that are not UTF-8",
    .why = "Names and paths with such bytes rarely match between programs, and editors change them when they save.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "stack nginx uwsgi supervisor",
};

}  // namespace stackc::rules
