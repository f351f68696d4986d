#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end, which owns the table of options.
extern constexpr Rule uws004_inline_comment_in_value{
    .summary = "a remark behind a value, which uWSGI takes for part of it",
    .why =
        "A uWSGI ini has no comments behind values. `socket = /run/a.sock # nginx` binds "
        "a socket of that whole name and nginx answers 502: `connect() to "
        "unix:/run/a.sock failed (2: No such file or directory)`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "uwsgi",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([uwsgi]
socket = /run/app/app.sock ; for nginx
)",
    .good = R"([uwsgi]
; for nginx
socket = /run/app/app.sock
)",
};

}  // namespace stackc::rules
