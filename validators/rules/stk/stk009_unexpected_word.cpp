#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk009_unexpected_word{
    .summary = "a word that is none of those that may stand in its place",
    .why =
        "A description that is not understood as a whole is not generated from: half a deployment "
        "is worse than none.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "stack",
    .bad = R"(supervise with supervisr
)",
    .good = R"(supervise with supervisor
)",
};

}  // namespace stackc::rules
