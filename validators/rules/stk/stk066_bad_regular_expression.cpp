#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk066_bad_regular_expression{
    .summary = "a regular expression that does not compile",
    .why = "nginx refuses it: `pcre2_compile() failed`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"x(site example.com { listen 80; route ~ "^/(a|b" return 404; route / return 200 ok }
)x",
    .good = R"x(site example.com { listen 80; route ~ "^/(a|b)" return 404; route / return 200 ok }
)x",
};

}  // namespace stackc::rules
