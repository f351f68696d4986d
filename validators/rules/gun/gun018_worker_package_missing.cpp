#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which asks the machine.
extern constexpr Rule gun018_worker_package_missing{
    .summary = "the package of gunicorn's worker class is not installed",
    .why = "`gevent`, `eventlet` and `tornado` are packages of their own, and so are uvicorn's workers. gunicorn does not start without: `Error: class uri "
           "'gevent' invalid or not found`, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "gunicorn supervisor systemd",
    .sources = "observed:gunicorn-20.1.0 https://docs.gunicorn.org/en/stable/settings.html#worker-class",
};

}  // namespace stackc::rules
