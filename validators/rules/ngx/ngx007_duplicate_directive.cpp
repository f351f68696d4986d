#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx007_duplicate_directive{
    .summary = "a directive twice in one block",
    .why = "nginx says `directive is duplicate` and does not start. An `alias` counts as a second `root`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c https://github.com/nginx/docker-nginx/issues/41",
    .bad = R"(server {
    location /static/ {
        alias /srv/static/;
        root /srv;
    }
}
)",
    .good = R"(server {
    location /static/ {
        alias /srv/static/;
    }
}
)",
};

}  // namespace stackc::rules
