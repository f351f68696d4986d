#include "validators/engine/rule.h"

namespace stackc::rules {

extern constexpr Rule pyt001_python_syntax_error{
    .summary = "a configuration file that is Python holds something else",
    .why =
        "The server imports the file before it does anything else: it exits with `SyntaxError: "
        "invalid syntax`, and its "
        "manager starts it again and again.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "gunicorn django",
    .sources = "https://docs.python.org/3/reference/grammar.html",
    .bad = R"(#> gunicorn.conf.py
bind = "unix:/run/shop/web.sock"
workers = 4,, 2
timeout = 60
)",
    .good = R"(#> gunicorn.conf.py
bind = "unix:/run/shop/web.sock"
workers = 4
timeout = 60
)",
};

}  // namespace stackc::rules
