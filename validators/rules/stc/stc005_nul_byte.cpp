#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session while it reads and settles.
extern constexpr Rule stc005_nul_byte{
    .summary = "a NUL byte in a configuration file",
    .why = "Programs that read C strings stop at it and ignore the rest of the line or file without a word.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack nginx uwsgi supervisor",
};

}  // namespace stackc::rules
