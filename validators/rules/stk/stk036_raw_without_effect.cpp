#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk036_raw_without_effect{
    .summary = "`raw` for a program that the service does not run",
    .why = "The text would stand in no file that anybody reads.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with gunicorn; listen 8000; raw uwsgi { lazy-apps = true } }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 8000; raw uwsgi { lazy-apps = true } }
)",
};

}  // namespace stackc::rules
