#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end, which owns the table of options.
extern constexpr Rule uws027_unknown_command_line_flag{
    .summary = "a flag that uWSGI does not know, or that is cut too short",
    .why =
        "On the command line uWSGI keeps nothing as a variable: it ends with `uwsgi: unrecognized "
        "option '--sokcet'` and `getopt_long() error`. A flag may be shortened as long as no "
        "other starts so.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "supervisor systemd",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([program:web]
command=uwsgi --master --die-on-term --sokcet /run/shop/shop.sock
user=deploy
)",
    .good = R"([program:web]
command=uwsgi --master --die-on-term --socket /run/shop/shop.sock
user=deploy
)",
};

}  // namespace stackc::rules
