#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx092_include_cycle{
    .summary = "a file that includes itself",
    .why = "nginx opens the files again and again until it has no descriptors left, and does not start.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources = "https://nginx.org/en/docs/ngx_core_module.html#include",
    .bad = R"(#> nginx/nginx.conf
events {
}
http {
    include a.conf;
}
#> nginx/a.conf
include a.conf;
)",
    .good = R"(#> nginx/nginx.conf
events {
}
http {
    include a.conf;
}
#> nginx/a.conf
server_tokens off;
)",
};

}  // namespace stackc::rules
