#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx011_pasted_line_numbers{
    .summary = "line numbers, prompts or fences pasted with the text",
    .why = "nginx reads them as names: `unknown directive \"2events\"`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c",
    .bad = R"(#> nginx.conf
1 worker_processes 1;
2 events {
3 }
4 http {
5     server_tokens off;
6 }
)",
    .good = R"(#> nginx.conf
worker_processes 1;
events {
}
http {
    server_tokens off;
}
)",
};

}  // namespace stackc::rules
