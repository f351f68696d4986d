#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup018_line_not_understood{
    .summary = "a line that is neither a section, a comment nor `key=value`",
    .why =
        "supervisord does not start: `Source contains parsing errors`. The usual cause "
        "is a command that goes on at the start of the next line; it must be indented.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([program:web]
command=uwsgi --ini
/srv/app/uwsgi.ini
)",
    .good = R"([program:web]
command=uwsgi --ini
    /srv/app/uwsgi.ini
)",
};

}  // namespace stackc::rules
