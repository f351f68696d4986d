#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session for the config file it was started with.
extern constexpr Rule stc008_unknown_setting{
    .summary = "a setting of stackc.toml that does not exist",
    .why = "A misspelt setting does nothing, and the run is not the one that was asked for.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stackc.toml",
};

}  // namespace stackc::rules
