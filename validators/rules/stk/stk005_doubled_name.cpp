#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk005_doubled_name{
    .summary = "two blocks of one kind with one name",
    .why = "A reference to the name could mean either.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(host web1 { address 10.0.1.11 }
host web1 { address 10.0.1.12 }
)",
    .good = R"(host web1 { address 10.0.1.11 }
host web2 { address 10.0.1.12 }
)",
};

}  // namespace stackc::rules
