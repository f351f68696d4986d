#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup017_include_pattern_misses_file{
    .summary = "a file beside the included ones that no pattern of [include] names",
    .why =
        "Debian includes `conf.d/*.conf`, others `*.ini`: a file with the other ending "
        "is never read, and `supervisorctl update` shows nothing.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5 https://supervisord.org/configuration.html",
    .bad = R"(#> supervisord.conf
[supervisord]
[include]
files = conf.d/*.conf
#> conf.d/web.ini
[program:web]
command=gunicorn app
user=deploy
)",
    .good = R"(#> supervisord.conf
[supervisord]
[include]
files = conf.d/*.conf conf.d/*.ini
#> conf.d/web.ini
[program:web]
command=gunicorn app
user=deploy
)",
};

}  // namespace stackc::rules
