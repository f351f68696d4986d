#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end while it follows includes.
extern constexpr Rule uws025_included_file_missing{
    .summary = "a configuration file that is named but not there",
    .why =
        "uWSGI ends at once: `realpath() of base.ini failed: No such file or directory`. "
        "It is told only where the place itself is known: in a sysroot, on this machine, "
        "or through `--map`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi supervisor",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"()",
    .good = R"()",
};

}  // namespace stackc::rules
