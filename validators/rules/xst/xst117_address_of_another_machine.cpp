#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which asks the machine.
extern constexpr Rule xst117_address_of_another_machine{
    .summary = "a server is to listen on an address that this machine does not have",
    .why = "A server binds addresses of its own machine only. A file that was copied from another host, or an address that changed, keeps "
           "nginx, `bind() to … failed (99: Cannot assign requested address)`, and every other server from starting.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx supervisor systemd uwsgi gunicorn redis",
    .sources = "observed:nginx-1.22.1 observed:uwsgi-2.0.21 observed:gunicorn-20.1.0",
};

}  // namespace stackc::rules
