#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk037_raw_contradicts_statement{
    .summary = "`raw` says again what a statement says",
    .why =
        "Two settings of one thing: which counts depends on the program and on the order, and a "
        "reader believes the statement.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 8000; timeout 60s; raw uwsgi { harakiri = 20 } }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 8000; timeout 20s; raw uwsgi { lazy-apps = true } }
)",
};

}  // namespace stackc::rules
