#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end of Dockerfiles while it reads.
extern constexpr Rule dkr014_unknown_instruction{
    .summary = "a line of a Dockerfile starts with no instruction",
    .why = "docker build stops with `unknown instruction: EXPOSES`; often the line before has lost the backslash at its end.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "dockerfile",
    .sources = "https://docs.docker.com/reference/dockerfile/",
    .bad = R"(#> Dockerfile
FROM python:3.12
EXPOSES 8000
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .good = R"(#> Dockerfile
FROM python:3.12
EXPOSE 8000
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
};

}  // namespace stackc::rules
