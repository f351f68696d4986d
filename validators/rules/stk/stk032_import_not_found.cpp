#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk032_import_not_found{
    .summary = "an `import` of a file that is not there",
    .why =
        "A description that is not understood as a whole is not generated from: half a deployment "
        "is worse than none.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(import "comon.stack"
)",
    .good = R"(#> common.stack
let a = b
#> example.stack
import "common.stack"
)",
};

}  // namespace stackc::rules
