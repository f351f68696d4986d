#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx008_missing_events_block{
    .summary = "a whole configuration without `events`",
    .why = "nginx says `no \"events\" section in configuration` and does not start.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/event/ngx_event.c",
    .bad = R"(#> nginx.conf
http {
    server {
        return 200;
    }
}
)",
    .good = R"(#> nginx.conf
events {
}
http {
    server {
        return 200;
    }
}
)",
};

}  // namespace stackc::rules
