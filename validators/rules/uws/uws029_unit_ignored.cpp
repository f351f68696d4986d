#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end, which owns the table of options.
extern constexpr Rule uws029_unit_ignored{
    .summary = "a number with a unit, which uWSGI does not read",
    .why = "uWSGI reads numbers with `atoi`: `buffer-size = 32k` is 32 bytes, in which no request fits (`invalid request block size`), "
           "`harakiri = 5m` is 5 seconds. Sizes are bytes, times are seconds.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi",
    .sources = "observed:uwsgi-2.0.21 https://uwsgi-docs.readthedocs.io/en/latest/Options.html",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
buffer-size = 32k
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
buffer-size = 32768
)",
};

}  // namespace stackc::rules
