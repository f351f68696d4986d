#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end, which owns the table of options.
extern constexpr Rule uws022_invalid_option_value{
    .summary = "a value on which uWSGI ends while it reads its configuration",
    .why =
        "The mode of a socket is three octal digits (`invalid chmod value: 0660`) and "
        "numbers are not negative (`must be > 0`). uWSGI ends at once.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "uwsgi",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([uwsgi]
socket = /run/app/app.sock
chmod-socket = 0660
)",
    .good = R"([uwsgi]
socket = /run/app/app.sock
chmod-socket = 660
)",
};

}  // namespace stackc::rules
