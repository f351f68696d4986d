#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup003_percent_not_escaped{
    .summary = "a `%` that starts no expansion",
    .why =
        "supervisor runs every value through Python's `%` operator. A lone `%` in a "
        "password, a date format or a log format ends in `Format string … is badly "
        "formatted`; supervisord does not start and all programs are down.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5 https://supervisord.org/configuration.html",
    .bad = R"([program:web]
command=gunicorn app
user=deploy
environment=SECRET_KEY="a%b"
)",
    .good = R"([program:web]
command=gunicorn app
user=deploy
environment=SECRET_KEY="a%%b"
)",
};

}  // namespace stackc::rules
