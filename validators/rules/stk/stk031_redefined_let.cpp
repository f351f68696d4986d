#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk031_redefined_let{
    .summary = "a `let` of a name that is defined already",
    .why = "The same `${name}` would mean different texts in different places.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(let port = 80
let port = 8080
)",
    .good = R"(let port = 80
let other_port = 8080
)",
};

}  // namespace stackc::rules
