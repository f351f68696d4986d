#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup025_unknown_section{
    .summary = "a section whose name is misspelt",
    .why =
        "supervisor passes over sections that it does not know without a word: the "
        "program of `[progam:web]` is never started.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([progam:web]
command=gunicorn app
user=deploy
)",
    .good = R"([program:web]
command=gunicorn app
user=deploy
)",
};

}  // namespace stackc::rules
