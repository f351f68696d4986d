#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx001_directive_not_terminated{
    .summary = "a directive has no `;`",
    .why = "nginx reads on into the next line and complains there: `unexpected \"}\"` or `invalid number of arguments`. A reload keeps the old configuration, a fresh start fails.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c",
    .bad = R"(server {
    location / {
        proxy_pass http://unix:/run/app.sock
    }
}
)",
    .good = R"(server {
    location / {
        proxy_pass http://unix:/run/app.sock;
    }
}
)",
};

}  // namespace stackc::rules
