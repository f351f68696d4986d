#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk016_bad_host_name{
    .summary = "a text that is no host name",
    .why =
        "No client could ask for it: names are made of labels of letters, digits and inner hyphens "
        "(RFC 1123).",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(host web1 { aliases [web_1.example.com] }
)",
    .good = R"(host web1 { aliases [web-1.example.com] }
)",
};

}  // namespace stackc::rules
