#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session while it reads and settles.
extern constexpr Rule stc001_unreadable_file{
    .summary = "a file or folder could not be read",
    .why = "What could not be read was not checked, and nothing can be said about what depends on it.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack nginx uwsgi supervisor",
};

}  // namespace stackc::rules
