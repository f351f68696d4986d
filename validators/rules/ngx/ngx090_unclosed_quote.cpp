#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx090_unclosed_quote{
    .summary = "a quote that does not close, or text glued to one",
    .why = "nginx reads on to the next quote, lines below, and complains there: `unexpected \"d\"` or `too long parameter`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c",
    .bad = R"(server {
    add_header X-A "a;
    add_header X-B "b";
}
)",
    .good = R"(server {
    add_header X-A "a";
    add_header X-B "b";
}
)",
};

}  // namespace stackc::rules
