#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the uWSGI front end, which owns the table of options.
extern constexpr Rule uws020_section_not_recognized{
    .summary = "the head of the section [uwsgi] that uWSGI reads as another name",
    .why =
        "uWSGI takes the line without its last byte: `[uwsgi] # main` and `[uwsgi` name "
        "other sections. It starts without any of the options, after `Can't find section "
        "\"uwsgi\" in INI configuration file`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "uwsgi",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([uwsgi] ; main
socket = /run/app/app.sock
)",
    .good = R"([uwsgi]
socket = /run/app/app.sock
)",
};

}  // namespace stackc::rules
