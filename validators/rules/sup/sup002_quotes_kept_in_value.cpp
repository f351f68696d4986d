#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup002_quotes_kept_in_value{
    .summary = "quotes around a value that supervisor does not unquote",
    .why =
        "Only `command` and `environment` are split as a shell would; everywhere else "
        "the quotes are part of the value. `stdout_logfile=\"/var/log/a.log\"` names a "
        "folder that does not exist and supervisord does not start.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "supervisor",
    .sources =
        "observed:supervisor-4.2.5 "
        "https://github.com/Supervisor/supervisor/issues/566 "
        "https://github.com/Supervisor/supervisor/issues/946",
    .bad = R"([program:web]
command=gunicorn app
user=deploy
stdout_logfile="/var/log/web.log"
)",
    .good = R"([program:web]
command=gunicorn app --name "web 1"
user=deploy
stdout_logfile=/var/log/web.log
)",
};

}  // namespace stackc::rules
