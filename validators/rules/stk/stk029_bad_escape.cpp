#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk029_bad_escape{
    .summary = "a backslash before something that is no escape",
    .why =
        "It is not said whether the backslash is meant; in a regular expression it must be "
        "doubled.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "stack",
    .bad = R"(let path = "C:\srv"
)",
    .good = R"(let path = "C:\\srv"
)",
};

}  // namespace stackc::rules
