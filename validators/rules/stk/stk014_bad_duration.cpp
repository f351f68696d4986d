#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk014_bad_duration{
    .summary = "a text that is no duration",
    .why =
        "The programs count in different units by default; a number alone would mean different "
        "times.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 8000; timeout 30 }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen 8000; timeout 30s }
)",
};

}  // namespace stackc::rules
