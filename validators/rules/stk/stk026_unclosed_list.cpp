#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk026_unclosed_list{
    .summary = "a list without its closing bracket",
    .why = "What follows is read as part of the list.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "stack",
    .bad = R"(host web1 { aliases [web.example.com }
)",
    .good = R"(host web1 { aliases [web.example.com] }
)",
};

}  // namespace stackc::rules
