#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup019_invalid_value{
    .summary = "a value that supervisor cannot use",
    .why =
        "Booleans, numbers, sizes, modes, signals and addresses are checked when the "
        "file is read; one wrong value keeps supervisord from starting, with all its "
        "programs.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([program:web]
command=gunicorn app
user=deploy
autostart=maybe
)",
    .good = R"([program:web]
command=gunicorn app
user=deploy
autostart=yes
)",
};

}  // namespace stackc::rules
