#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk038_single_quotes{
    .summary = "a text in single quotes",
    .why = "Strings are written in double quotes; single quotes mean nothing.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "stack",
    .bad = R"(let greeting = 'hello there'
)",
    .good = R"(let greeting = "hello there"
)",
};

}  // namespace stackc::rules
