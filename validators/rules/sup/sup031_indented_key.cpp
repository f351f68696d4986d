#include "validators/engine/rule.h"

namespace stackc::rules {

extern constexpr Rule sup031_indented_key{
    .summary = "an indented key is part of the value above it",
    .why =
        "In an ini file a line that starts with white space continues the value above. The key is never set, and the value above has "
        "a line too much: a `directory` that does not exist, `couldn't chdir to …: ENOENT`, or a command with strange arguments.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5 https://docs.python.org/3/library/configparser.html#supported-ini-file-structure",
    .bad = R"([program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
  user=deploy
)",
    .good = R"([program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
user=deploy
)",
};

}  // namespace stackc::rules
