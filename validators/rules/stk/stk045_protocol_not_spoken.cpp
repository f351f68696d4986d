#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk045_protocol_not_spoken{
    .summary = "a protocol that the server does not speak",
    .why =
        "nginx would speak uwsgi to a server of http: `upstream prematurely closed connection`, "
        "502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with gunicorn; listen 9001; protocol uwsgi }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 9001; protocol uwsgi }
)",
};

}  // namespace stackc::rules
