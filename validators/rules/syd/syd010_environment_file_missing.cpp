#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd010_environment_file_missing{
    .summary = "a file of variables that is no absolute path",
    .why =
        "systemd passes over the line: `EnvironmentFile= path is not absolute, ignoring`, "
        "and the service starts without the variables. Quotes are a part of the path.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
EnvironmentFile="/srv/shop/.env"
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
EnvironmentFile=/srv/shop/.env
)",
};

}  // namespace stackc::rules
