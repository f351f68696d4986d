#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk034_missing_statement{
    .summary = "a block without a statement that it cannot do without",
    .why =
        "A description that is not understood as a whole is not generated from: half a deployment "
        "is worse than none.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(service cache { listen 6379 }
)",
    .good = R"(service cache { run redis; listen 6379 }
)",
};

}  // namespace stackc::rules
