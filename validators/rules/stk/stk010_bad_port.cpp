#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk010_bad_port{
    .summary = "a text that is no port",
    .why = "Ports go from 1 to 65535.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(host web1 { firewall { allow 70022 } }
)",
    .good = R"(host web1 { firewall { allow 22 } }
)",
};

}  // namespace stackc::rules
