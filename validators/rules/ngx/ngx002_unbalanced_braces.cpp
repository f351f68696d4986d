#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx002_unbalanced_braces{
    .summary = "braces do not match",
    .why = "nginx says `unexpected end of file, expecting \"}\"` or `unexpected \"}\"` at a line far from the mistake. A reload keeps the old configuration, a fresh start fails.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c",
    .bad = R"(server {
    location / {
        return 200;
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
