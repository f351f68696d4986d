#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd017_line_passed_over{
    .summary = "a line that is no `Key=value`, or stands before the first section",
    .why =
        "systemd passes over it with a warning in the journal: `Missing '=', ignoring line`.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
PrivateTmp
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
PrivateTmp=true
)",
};

}  // namespace stackc::rules
