#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the gunicorn front end, which owns the table of flags.
extern constexpr Rule gun015_invalid_flag_value{
    .summary = "a value that gunicorn does not take on its command line",
    .why =
        "gunicorn does not start: `gunicorn: error: argument -w/--workers: invalid int value: "
        "'auto'`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "supervisor systemd",
    .sources = "observed:gunicorn-20.1.0",
    .bad = R"([program:web]
command=gunicorn --workers auto shop.wsgi
)",
    .good = R"([program:web]
command=gunicorn --workers 4 shop.wsgi
user=shop
)",
};

}  // namespace stackc::rules
