#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk015_bad_size{
    .summary = "a text that is no size",
    .why =
        "A description that is not understood as a whole is not generated from: half a deployment "
        "is worse than none.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 8000; max_body 20mb }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 8000; max_body 20m }
)",
};

}  // namespace stackc::rules
