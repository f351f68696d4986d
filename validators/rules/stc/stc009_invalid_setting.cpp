#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session for the config file it was started with.
extern constexpr Rule stc009_invalid_setting{
    .summary = "a value in stackc.toml that cannot be used",
    .why = "The setting is left at its default, and the run is not the one that was asked for.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stackc.toml",
};

}  // namespace stackc::rules
