#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which asks the machine.
extern constexpr Rule xst059_enabled_link_broken{
    .summary = "an enabled site is a link that leads nowhere",
    .why = "A mask such as `sites-enabled/*` matches the link although its file is gone or was linked by a relative path. nginx opens it and "
           "does not start: `[emerg] open() \"…\" failed (2: No such file or directory)`; all sites are down.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1 https://stultus.in/notes/nginx-sites-available-vs-enabled/",
};

}  // namespace stackc::rules
