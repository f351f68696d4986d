#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by front ends while they read blocks.
extern constexpr Rule stc010_nested_too_deep{
    .summary = "blocks nested deeper than any real configuration",
    .why = "What lies inside was not read, so nothing is said about it.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
};

}  // namespace stackc::rules
