#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end of compose files while it reads.
extern constexpr Rule dkr013_yaml_not_readable{
    .summary = "the compose file is no YAML",
    .why = "`docker compose` stops before it starts anything, with `yaml: line 5: mapping values are not allowed in this context` "
           "or the like.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "compose",
    .sources = "https://yaml.org/spec/1.2.2/ https://github.com/compose-spec/compose-spec",
    .bad = R"(#> docker-compose.yml
services:
  web:
    image: nginx:1.25
    command: nginx: -g
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    image: nginx:1.25
    command: "nginx: -g"
)",
};

}  // namespace stackc::rules
