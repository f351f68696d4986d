#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end, which owns the table of options.
extern constexpr Rule uws026_unknown_option_in_strict_file{
    .summary = "an option that uWSGI does not know, where `strict` is on",
    .why =
        "With `strict = true` uWSGI ends at the first key that is no option: `[strict-mode] "
        "unknown config directive: vaccum`. Variables of one's own are such keys too; "
        "`set-placeholder` makes one that is allowed.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "uwsgi",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([uwsgi]
strict = true
vaccum = true
)",
    .good = R"([uwsgi]
strict = true
vacuum = true
)",
};

}  // namespace stackc::rules
