#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd015_deprecated_setting{
    .summary = "a setting that systemd has replaced",
    .why =
        "It still works, with a warning in the journal or none at all; a later release may drop it.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
StandardOutput=syslog
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
StandardOutput=journal
)",
};

}  // namespace stackc::rules
