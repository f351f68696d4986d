#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk043_app_without_entry_point{
    .summary = "a service runs an entry point that its app does not name",
    .why = "The server would start without anything to run.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service ws { run shop.asgi with daphne; listen 9001 }
)",
    .good = R"(app shop { root /srv/shop; asgi config.asgi:application }
service ws { run shop.asgi with daphne; listen 9001 }
)",
};

}  // namespace stackc::rules
