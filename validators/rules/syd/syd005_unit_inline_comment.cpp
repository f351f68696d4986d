#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd005_unit_inline_comment{
    .summary = "a remark behind a value, which systemd takes for part of it",
    .why =
        "Unit files have comments on lines of their own only. `Restart=always # keep it up` "
        "is no valid value: systemd passes over the line, and the service is never "
        "restarted.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
Restart=always # keep it up
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
# keep it up
Restart=always
)",
};

}  // namespace stackc::rules
