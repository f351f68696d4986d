// The settings of gunicorn that most command lines hold, in words of ours.
#include "compiler/frontends/gunicorn/flags.h"

namespace stackc::gunicorn {

static constexpr SettingText texts[] = {
    {"bind",
     "Where gunicorn listens: `127.0.0.1:8000`, `:8000`, `unix:/run/shop/web.sock`. May stand "
     "several times. A relative socket lies below `chdir`."},
    {"workers",
     "How many processes serve requests; twice the processors plus one is the usual beginning."},
    {"threads", "Threads of each worker; more than one makes the worker class `gthread`."},
    {"worker_class",
     "What kind of worker: `sync`, `gthread`, `gevent`, or `uvicorn.workers.UvicornWorker` for "
     "ASGI applications."},
    {"timeout",
     "Seconds of silence after which a worker is killed (`WORKER TIMEOUT`), 30 by default. For "
     "`sync` workers that is the longest request; nginx's `proxy_read_timeout` should not be "
     "shorter."},
    {"graceful_timeout",
     "Seconds that workers have to end their requests after a stop or reload. The manager must "
     "wait longer: `stopwaitsecs`, `TimeoutStopSec`."},
    {"keepalive", "Seconds for which an idle connection stays open; not used by `sync` workers."},
    {"max_requests", "After that many requests a worker is replaced, against leaks of memory."},
    {"umask",
     "The mask under which the socket is made: its mode is 0777 less these bits. `0o007` with the "
     "group of nginx shares it."},
    {"user", "As whom the workers run; needs a start as root."},
    {"group", "The group of the workers; needs a start as root."},
    {"daemon",
     "Goes to the background. Never under supervisor, systemd or in a container, which then see "
     "their child end."},
    {"chdir", "The folder that gunicorn changes to before it loads the application."},
    {"config",
     "The Python file with settings, `gunicorn.conf.py` in the folder of the start by default."},
    {"forwarded_allow_ips",
     "Whose `X-Forwarded-*` headers count: addresses, or `*` where only nginx can connect. "
     "127.0.0.1 by default."},
    {"preload_app",
     "Loads the application before the workers are made: less memory, and reloads need a restart."},
    {"accesslog", "The access log: a path, or `-` for standard output."},
    {"errorlog", "The error log: a path, or `-` for standard error, the default."},
    {"capture_output", "Sends what the application prints to the error log."},
    {"limit_request_line", "The longest request line in bytes, 4094 by default."},
};

std::string explain(std::string_view word) {
    return explain_setting("gunicorn", flags(), texts,
                           "https://docs.gunicorn.org/en/stable/settings.html", word);
}

}  // namespace stackc::gunicorn
