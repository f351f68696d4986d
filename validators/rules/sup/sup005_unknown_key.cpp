#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup005_unknown_key{
    .summary = "a key that supervisor does not know",
    .why =
        "supervisor passes over keys that it does not know without a word: "
        "`autorestrt=true` restarts nothing, and `group=` or `chmod=` change no socket.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5 https://github.com/unbit/uwsgi/issues/2046",
    .bad = R"([program:web]
command=gunicorn app
user=deploy
autorestrt=true
)",
    .good = R"([program:web]
command=gunicorn app
user=deploy
autorestart=true
)",
};

}  // namespace stackc::rules
