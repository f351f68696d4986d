#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd007_bad_value{
    .summary = "a value that systemd does not take",
    .why =
        "systemd passes over the line: `Failed to parse service restart specifier, ignoring: "
        "allways`. The default holds, as if the line were not there.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
Restart=allways
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
Restart=always
)",
};

}  // namespace stackc::rules
