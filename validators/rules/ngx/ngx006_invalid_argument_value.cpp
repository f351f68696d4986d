#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx006_invalid_argument_value{
    .summary = "a value that is no size, time, flag or known word",
    .why = "nginx says `invalid value` and does not start.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_parse.c nginx-1.22.1/src/core/ngx_conf_file.c",
    .bad = R"(server {
    client_max_body_size 10MB;
}
)",
    .good = R"(server {
    client_max_body_size 10m;
}
)",
};

}  // namespace stackc::rules
