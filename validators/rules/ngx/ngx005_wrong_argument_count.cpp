#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx005_wrong_argument_count{
    .summary = "too many or too few arguments",
    .why = "nginx says `invalid number of arguments` and does not start. A quote in the middle of a word does not hold it together.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c",
    .bad = R"(server {
    location / {
        root /srv/my app;
    }
}
)",
    .good = R"(server {
    location / {
        root "/srv/my app";
    }
}
)",
};

}  // namespace stackc::rules
