#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk063_static_url_without_slash{
    .summary = "a URL prefix of files that does not end with a slash",
    .why =
        "Django refuses it at start: `ImproperlyConfigured: If set, STATIC_URL must end with a "
        "slash`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; static /static from /srv/shop/static }
)",
    .good = R"(app shop { root /srv/shop; static /static/ from /srv/shop/static }
)",
};

}  // namespace stackc::rules
