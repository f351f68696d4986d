#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup008_shell_syntax_in_command{
    .summary = "shell syntax in a command that no shell reads",
    .why =
        "supervisor starts the program itself. `cd`, `source` and `VAR=x` are looked for "
        "as programs (`spawnerr: can't find command 'source'`), and `&&`, `|`, `>` "
        "become arguments of the first one.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([program:web]
command=source venv/bin/activate && gunicorn app
)",
    .good = R"([program:web]
command=/bin/sh -c "exec /srv/venv/bin/gunicorn app > /dev/null"
user=deploy
)",
};

}  // namespace stackc::rules
