#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk020_module_without_callable{
    .summary = "a module without the name of its callable",
    .why =
        "The servers look for `application`; an app that is called otherwise fails at start: "
        "`unable to find \"application\" callable in file`.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .fixability = Fixability::safe,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
)",
};

}  // namespace stackc::rules
