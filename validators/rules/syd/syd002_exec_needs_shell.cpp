#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd002_exec_needs_shell{
    .summary = "shell syntax in a command that no shell reads",
    .why =
        "systemd runs the program itself; `&&`, `|` and `> log` reach it as arguments. "
        "gunicorn then says `unrecognized arguments`, other programs do something else than "
        "was meant.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/usr/bin/gunicorn shop.wsgi >> /var/log/shop.log
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/bin/sh -c 'exec gunicorn shop.wsgi >> /var/log/shop.log'
)",
};

}  // namespace stackc::rules
