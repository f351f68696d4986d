#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk022_wrong_kind_of_reference{
    .summary = "a name that leads to something of another kind",
    .why =
        "A route leads to a service or an external, a service runs an app, a dependency is a "
        "service.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
site example.com { listen 80; route / to shop }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 8000 }
site example.com { listen 80; route / to web }
)",
};

}  // namespace stackc::rules
