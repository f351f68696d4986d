#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd001_exec_path_not_absolute{
    .summary = "a program that systemd cannot find by that name",
    .why =
        "systemd takes an absolute path or a plain name, no path below `WorkingDirectory`, "
        "no `~` and no variable: `Neither a valid executable name nor an absolute path: "
        "venv/bin/gunicorn`, and the unit does not start.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.service
[Service]
User=deploy
WorkingDirectory=/srv/shop
ExecStart=venv/bin/gunicorn shop.wsgi
)",
    .good = R"(#> shop.service
[Service]
User=deploy
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn shop.wsgi
)",
};

}  // namespace stackc::rules
