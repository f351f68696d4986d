#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup020_missing_key{
    .summary = "a section without a key that it needs",
    .why =
        "supervisord does not start: an [inet_http_server] without `port`, an "
        "[fcgi-program] without `socket`, an [include] without `files`, a user name "
        "without a password.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([fcgi-program:asgi]
command=daphne --fd 0 app
user=deploy
)",
    .good = R"([fcgi-program:asgi]
socket=tcp://localhost:8000
command=daphne --fd 0 app
user=deploy
)",
};

}  // namespace stackc::rules
