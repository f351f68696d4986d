#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup009_stop_leaves_children{
    .summary = "a wrapper takes the stop signal and leaves the server running",
    .why =
        "supervisor signals the process that it started. Where that is a shell which "
        "waits for the server, the server stays and keeps its port: `Connection in use` "
        "after the next start. Debian's `sh` waits even for one command.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "supervisor",
    .sources =
        "observed:supervisor-4.2.5 https://github.com/benoitc/gunicorn/issues/520 "
        "https://github.com/benoitc/gunicorn/issues/291",
    .bad = R"([program:web]
command=/bin/sh -c "cd /srv/app && gunicorn app"
)",
    .good = R"([program:web]
command=/bin/sh -c "cd /srv/app && exec gunicorn app"
user=deploy
)",
};

}  // namespace stackc::rules
