#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd008_exec_start_missing_or_twice{
    .summary = "a unit that systemd refuses as a whole",
    .why =
        "A service starts one program, or is `Type=oneshot`; a socket listens somewhere. "
        "Else: `Service has more than one ExecStart= setting, which is only allowed for "
        "Type=oneshot services. Refusing.`",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
ExecStart=/usr/bin/gunicorn shop.wsgi
)",
    .good = R"(#> shop.service
[Service]
User=deploy
Type=oneshot
ExecStart=/usr/bin/gunicorn shop.wsgi
ExecStart=/usr/bin/gunicorn shop.wsgi
)",
};

}  // namespace stackc::rules
