#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup021_group_names_unknown_program{
    .summary = "a group that names a program which is not there",
    .why =
        "supervisord does not start: `[group:x] names unknown program or fcgi-program "
        "y`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([supervisord]
[program:web]
command=gunicorn app
user=deploy
[group:all]
programs=web,worker
)",
    .good = R"([supervisord]
[program:web]
command=gunicorn app
user=deploy
[group:all]
programs=web
)",
};

}  // namespace stackc::rules
