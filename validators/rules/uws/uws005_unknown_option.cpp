#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end, which owns the table of options.
extern constexpr Rule uws005_unknown_option{
    .summary = "an option that uWSGI does not know",
    .why =
        "uWSGI keeps what it does not know as a variable, without a word: the socket "
        "mode or the worker count is simply not applied.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "uwsgi",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html",
    .bad = R"([uwsgi]
vaccum = true
)",
    .good = R"([uwsgi]
vacuum = true
)",
};

}  // namespace stackc::rules
