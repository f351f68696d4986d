#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the gunicorn front end, which owns the table of flags.
extern constexpr Rule gun001_ambiguous_or_unknown_flag{
    .summary = "a flag that gunicorn does not know, or that is cut too short",
    .why =
        "gunicorn does not start: `gunicorn: error: unrecognized arguments: --worker-clas`. A flag "
        "may be shortened as long as no other starts so: `--log` is `ambiguous option`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "supervisor systemd",
    .sources = "observed:gunicorn-20.1.0 https://docs.python.org/3/library/argparse.html#allow-abbrev",
    .bad = R"([program:web]
command=gunicorn --wokers 4 shop.wsgi
)",
    .good = R"([program:web]
command=gunicorn --workers 4 shop.wsgi
user=shop
)",
};

}  // namespace stackc::rules
