#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx004_directive_wrong_context{
    .summary = "a directive where it may not stand",
    .why = "nginx says `directive is not allowed here` and does not start.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c",
    .bad = R"(#> sites-enabled/app
server {
    location / {
        server_name example.com;
    }
}
)",
    .good = R"(#> sites-enabled/app
server {
    server_name example.com;
    location / {
        return 200;
    }
}
)",
};

}  // namespace stackc::rules
