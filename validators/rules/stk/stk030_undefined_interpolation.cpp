#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk030_undefined_interpolation{
    .summary = "`${name}` of a name that is not defined",
    .why = "The text would be empty or stand as written, and no program says why.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "stack",
    .bad = R"(let domain = example.com
host web1 { aliases [${domian}] }
)",
    .good = R"(let domain = example.com
host web1 { aliases [${domain}] }
)",
};

}  // namespace stackc::rules
