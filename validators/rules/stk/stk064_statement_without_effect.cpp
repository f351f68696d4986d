#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk064_statement_without_effect{
    .summary = "a statement that the service's program has no use for",
    .why =
        "It would stand in no generated file, and whoever reads the description believes that it "
        "holds.",
    .severity = Severity::warning,
    .effect = Effect::advice,
    .dialects = "stack",
    .bad = R"(service cache { run redis; listen 6379; workers 4 }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application; }
service web { run shop.wsgi with uwsgi; listen unix /run/shop/web.sock; workers 4 }
)",
};

}  // namespace stackc::rules
