#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk003_missing_name{
    .summary = "a block without the name that others refer to",
    .why = "Services, sites and hosts are referred to by their names; one without cannot be.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(host { address 10.0.1.11 }
)",
    .good = R"(host web1 { address 10.0.1.11 }
)",
};

}  // namespace stackc::rules
