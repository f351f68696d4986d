#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx010_typographic_character{
    .summary = "a curly quote or invisible blank used as syntax",
    .why = "Word processors and web pages put them in. nginx takes them for letters: the directive is unknown, or the header really holds the curly quotes.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "nginx-1.22.1/src/core/ngx_conf_file.c",
    .bad = R"(server {
    add_header X-A “b”;
}
)",
    .good = R"(server {
    add_header X-A "b";
}
)",
};

}  // namespace stackc::rules
