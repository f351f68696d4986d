#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd004_working_directory_invalid{
    .summary = "a working folder that is no absolute path",
    .why =
        "The unit does not start: `WorkingDirectory= path is not absolute`. Quotes are not "
        "removed, they are part of the path.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
WorkingDirectory="/srv/shop"
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
WorkingDirectory=/srv/shop
)",
};

}  // namespace stackc::rules
