#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd009_environment_splitting{
    .summary = "an environment that is cut at its blanks",
    .why =
        "`Environment=NAME=two words` sets NAME to `two`: `Invalid environment assignment, "
        "ignoring: words`. Quotes stand around the whole assignment.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
Environment=GREETING=hello world
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
Environment="GREETING=hello world"
)",
};

}  // namespace stackc::rules
