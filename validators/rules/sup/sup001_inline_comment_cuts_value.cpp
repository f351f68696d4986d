#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup001_inline_comment_cuts_value{
    .summary = "a `;` or `#` after white space cuts a quoted value in two",
    .why =
        "On Python 3 supervisor starts a comment at white space and `;` or `#`, also "
        "inside quotes. The quote is then never closed: the program fails with `can't "
        "parse command …: No closing quotation`, or supervisord refuses the file.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor",
    .sources =
        "observed:supervisor-4.2.5 https://github.com/celery/celery/issues/88 "
        "https://github.com/Supervisor/supervisor/issues/1229",
    .bad = R"([program:web]
command=/bin/sh -c "cd /srv/app ; exec gunicorn app"
)",
    .good = R"([program:web]
command=/bin/sh -c "cd /srv/app; exec gunicorn app" ; the web server
user=deploy
)",
};

}  // namespace stackc::rules
