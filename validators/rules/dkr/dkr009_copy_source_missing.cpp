#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which sees what lies in the folder that an image is built from.
extern constexpr Rule dkr009_copy_source_missing{
    .summary = "a Dockerfile copies what is not in the build's context",
    .why =
        "Paths of COPY and ADD start at the context, the folder that `docker build` is given, and what `.dockerignore` names is not "
        "in it. The build ends with `failed to calculate checksum of ref …: \"/ngnix.conf\": not found`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "dockerfile compose",
    .sources = "observed:buildkit https://docs.docker.com/reference/dockerfile/#copy "
               "https://docs.docker.com/build/concepts/context/#dockerignore-files",
    .bad = R"(#> Dockerfile
FROM nginx:1.25
COPY ngnix.conf /etc/nginx/nginx.conf
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location / { proxy_pass http://10.0.0.7:8000; }
    }
}
)",
    .good = R"(#> Dockerfile
FROM nginx:1.25
COPY nginx.conf /etc/nginx/nginx.conf
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location / { proxy_pass http://10.0.0.7:8000; }
    }
}
)",
};

}  // namespace stackc::rules
