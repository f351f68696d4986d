#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup022_unknown_expansion{
    .summary = "a name in `%(name)s` that supervisor does not offer there",
    .why =
        "supervisord does not start: `Format string … contains names (…) which cannot be "
        "expanded`. Environment variables are written `%(ENV_NAME)s`, and numbers of "
        "copies only stand in some keys.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([program:web]
command=%(VIRTUAL_ENV)s/bin/gunicorn app
user=deploy
)",
    .good = R"([program:web]
command=%(ENV_VIRTUAL_ENV)s/bin/gunicorn app
user=deploy
)",
};

}  // namespace stackc::rules
