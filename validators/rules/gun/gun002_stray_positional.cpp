#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the gunicorn front end.
extern constexpr Rule gun002_stray_positional{
    .summary = "a word that gunicorn takes for the application",
    .why =
        "The first word that is neither a flag nor a flag's value is the application; what stands "
        "behind it is passed over. `gunicorn start shop.wsgi` imports a module `start`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd",
    .sources = "observed:gunicorn-20.1.0",
    .bad = R"([program:web]
command=gunicorn --preload true shop.wsgi
)",
    .good = R"([program:web]
command=gunicorn --preload shop.wsgi
user=shop
)",
};

}  // namespace stackc::rules
