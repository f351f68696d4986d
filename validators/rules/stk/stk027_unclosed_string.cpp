#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk027_unclosed_string{
    .summary = "a string without its closing quote",
    .why = "What follows is read as part of the string.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "stack",
    .bad = R"(let greeting = "hello
)",
    .good = R"(let greeting = "hello"
)",
};

}  // namespace stackc::rules
