#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx017_duplicate_upstream{
    .summary = "an upstream defined twice",
    .why = "nginx says `duplicate upstream` and does not start.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/http/ngx_http_upstream.c",
    .bad = R"(upstream app {
    server 127.0.0.1:8000;
}
upstream app {
    server 127.0.0.1:8001;
}
)",
    .good = R"(upstream app {
    server 127.0.0.1:8000;
    server 127.0.0.1:8001;
}
)",
};

}  // namespace stackc::rules
