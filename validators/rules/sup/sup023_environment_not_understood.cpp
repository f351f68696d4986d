#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup023_environment_not_understood{
    .summary = "an `environment` that is no list of `KEY=value`",
    .why =
        "supervisord does not start: `Unexpected end of key/value pairs`. Values with "
        "other characters than letters, digits and `_/.+-():` need quotes.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([program:web]
command=gunicorn app
user=deploy
environment=DATABASE_URL=postgres://user:pass@db/app
)",
    .good = R"([program:web]
command=gunicorn app
user=deploy
environment=DATABASE_URL="postgres://user:pass@db/app"
)",
};

}  // namespace stackc::rules
