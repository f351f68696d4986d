#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk018_bad_url{
    .summary = "a text that is no URL of a known scheme",
    .why =
        "A description that is not understood as a whole is not generated from: half a deployment "
        "is worse than none.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(external db shop.rds.amazonaws.com:5432
)",
    .good = R"(external db postgres://shop.rds.amazonaws.com:5432
)",
};

}  // namespace stackc::rules
