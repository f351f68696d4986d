#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup004_program_without_command{
    .summary = "a program section without `command`",
    .why =
        "supervisord does not start: `program section program:web does not specify a "
        "command`. One such section takes all programs down.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([program:web]
comand=gunicorn app
)",
    .good = R"([program:web]
command=gunicorn app
user=deploy
)",
};

}  // namespace stackc::rules
