#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end, which owns the table of options.
extern constexpr Rule uws023_nested_condition{
    .summary = "a block inside another block",
    .why =
        "if and for blocks do not nest: uWSGI ends with `recursive logic in options is "
        "not supported`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "uwsgi",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([uwsgi]
for = a b
if-env = DEBUG
env = X=%(_)
endif =
endfor =
)",
    .good = R"([uwsgi]
for = a b
env = X=%(_)
endfor =
)",
};

}  // namespace stackc::rules
