#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk002_statement_not_allowed_here{
    .summary = "a statement in a block where it means nothing",
    .why =
        "It would be read as something else or not at all; each statement has the blocks that it "
        "belongs into.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(host web1 { workers 4 }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 8000; workers 4 }
)",
};

}  // namespace stackc::rules
