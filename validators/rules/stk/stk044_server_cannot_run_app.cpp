#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk044_server_cannot_run_app{
    .summary = "a server that does not speak the app's interface",
    .why = "A WSGI callable called as ASGI (or the reverse) raises `TypeError` at each request.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with daphne; listen 9001 }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with gunicorn; listen 9001 }
)",
};

}  // namespace stackc::rules
