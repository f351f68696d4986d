#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk004_bad_name{
    .summary = "a name with characters that names cannot have",
    .why =
        "Names become parts of file names, of program names of supervisor and of upstream names of "
        "nginx.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(host 1web { address 10.0.1.11 }
)",
    .good = R"(host web1 { address 10.0.1.11 }
)",
};

}  // namespace stackc::rules
