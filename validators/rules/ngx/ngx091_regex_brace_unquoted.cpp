#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx091_regex_brace_unquoted{
    .summary = "a regular expression with braces that is not quoted",
    .why = "nginx takes the brace for the start of a block, and what follows for a directive: `unknown directive \"4}/\"`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c https://nginx.org/en/docs/http/server_names.html#regex_names",
    .bad = R"(server {
    location ~ ^/[0-9]{4}/ {
        return 200;
    }
}
)",
    .good = R"(server {
    location ~ "^/[0-9]{4}/" {
        return 200;
    }
}
)",
};

}  // namespace stackc::rules
