#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end, which owns the table of options.
extern constexpr Rule uws024_percent_eaten{
    .summary = "a percent sign that uWSGI takes for a magic variable",
    .why =
        "`%` and the byte after it are replaced before anything else is read: "
        "`%industry` becomes the number of the file's inode and `ndustry`, `%Y` becomes "
        "nothing. Paths and formats are then quietly other ones.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "uwsgi",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/Configuration.html",
    .bad = R"([uwsgi]
logto = /var/log/app-%Y.log
)",
    .good = R"([uwsgi]
logto = /var/log/app-%%Y.log
)",
};

}  // namespace stackc::rules
