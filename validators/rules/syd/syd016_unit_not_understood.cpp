#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd016_unit_not_understood{
    .summary = "a line for which systemd does not load the unit",
    .why =
        "A head of a section that is not `[Name]` alone, or a quote that is not closed in a "
        "command: `Invalid section header`, `Unit has a bad unit file setting`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/bin/sh -c "exec gunicorn shop.wsgi
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/bin/sh -c "exec gunicorn shop.wsgi"
)",
};

}  // namespace stackc::rules
