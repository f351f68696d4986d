#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk019_bad_module{
    .summary = "a text that names no Python module",
    .why =
        "`ModuleNotFoundError` at start, and the server answers every request with an internal "
        "error.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config/wsgi.py }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
)",
};

}  // namespace stackc::rules
