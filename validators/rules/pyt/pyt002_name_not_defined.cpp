#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front ends of files that Python runs by themselves.
extern constexpr Rule pyt002_name_not_defined{
    .summary = "a name that nothing in the file defines",
    .why =
        "`os.path.join(…)` without `import os`, `cpu_count()` without its import: Python stops at "
        "that line with `NameError: name 'os' is not defined`, and the server does not start.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "gunicorn django",
    .sources = "observed:gunicorn-20.1.0 https://docs.python.org/3/reference/executionmodel.html#naming-and-binding",
    .bad = R"(#> gunicorn.conf.py
bind = "unix:/run/shop/web.sock"
workers = cpu_count() * 2 + 1
)",
    .good = R"(#> gunicorn.conf.py
from multiprocessing import cpu_count
bind = "unix:/run/shop/web.sock"
workers = cpu_count() * 2 + 1
)",
};

}  // namespace stackc::rules
