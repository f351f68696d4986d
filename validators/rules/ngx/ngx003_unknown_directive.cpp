#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx003_unknown_directive{
    .summary = "a directive that no nginx module knows",
    .why = "nginx says `unknown directive` and does not start; a reload keeps the old configuration.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c",
    .bad = R"(server {
    locaton / {
        return 200;
    }
}
)",
    .good = R"(server {
    location / {
        return 200;
    }
}
)",
};

}  // namespace stackc::rules
