#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd006_unknown_key_or_section{
    .summary = "a key or section that systemd does not know",
    .why =
        "systemd passes over it with a warning in the journal: `Unknown key 'Environmet' in "
        "section [Service], ignoring`. A key in the wrong section is unknown there.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
Restrt=always
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi
Restart=always
)",
};

}  // namespace stackc::rules
