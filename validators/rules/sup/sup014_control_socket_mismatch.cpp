#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup014_control_socket_mismatch{
    .summary = "supervisorctl connects to a socket that supervisord does not open",
    .why =
        "`supervisorctl` says `unix:///var/run/supervisor.sock no such file` although "
        "supervisord runs.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "supervisor",
    .sources =
        "observed:supervisor-4.2.5 "
        "https://github.com/Supervisor/supervisor/issues/480 "
        "https://github.com/Supervisor/supervisor/issues/1084",
    .bad = R"([supervisord]
[unix_http_server]
file=/tmp/supervisor.sock
[supervisorctl]
serverurl=unix:///run/supervisor.sock
)",
    .good = R"([supervisord]
[unix_http_server]
file=/var/run/supervisor.sock
[supervisorctl]
serverurl=unix:///run/supervisor.sock
)",
};

}  // namespace stackc::rules
