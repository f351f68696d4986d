// What gunicorn writes when a deployment is broken. Texts of gunicorn 20.1.0.
#include "validators/symptoms/symptom.h"

namespace stackc::symptoms {

static constexpr Symptom table[] = {
    {.name = "worker-timeout",
     .program = "gunicorn",
     .pattern = R"(WORKER TIMEOUT \(pid:\s*\d+\))",
     .meaning =
         "a request took longer than gunicorn's `timeout`, 30 s by default: the worker was killed, "
         "nginx answers 502",
     .advice =
         "make the request faster or move it to a queue; `--timeout` belongs above nginx's read "
         "time-out",
     .rules = "XST049 XST005 XST108",
     .sample = "[2026-11-20 02:30:00 +0000] [20] [CRITICAL] WORKER TIMEOUT (pid:30)"},
    {.name = "worker-killed",
     .program = "gunicorn",
     .pattern = R"(was sent SIG(?:KILL|TERM)!|was terminated due to signal 9)",
     .meaning = "a worker was killed, by the kernel's memory killer or after its time-out",
     .advice = "`dmesg | grep -i oom`; fewer workers",
     .rules = "XST049 XST108",
     .sample = "[ERROR] Worker (pid:30) was sent SIGKILL! Perhaps out of memory?"},
    {.name = "port-in-use",
     .program = "gunicorn",
     .pattern =
         R"(Connection in use: \('(?<host>[^']*)', (?<port>\d+)\)|Connection in use: (?<socket>\S+))",
     .meaning = "another process listens on that address already",
     .advice = "`ss -ltnp` names it; the service may be started twice",
     .rules = "XST016 XST015",
     .sample = "[ERROR] Connection in use: ('127.0.0.1', 8000)"},
    {.name = "socket-not-made",
     .program = "gunicorn",
     .pattern = R"(Can't connect to (?<socket>\S+))",
     .meaning =
         "gunicorn cannot make its socket: the folder is missing or may not be written, or the "
         "path is relative",
     .advice = "a folder of its own below /run, made by systemd's `RuntimeDirectory` or tmpfiles.d",
     .rules = "XST080 XST001 GUN005 XST113 XST102",
     .sample =
         "[2026-11-20 02:30:00 +0000] [20] [ERROR] Can't connect to /run/nodir/gunicorn.sock"},
    {.name = "binds-again",
     .program = "gunicorn",
     .pattern = R"(Retrying in 1 second\.)",
     .meaning = "gunicorn tries again, five times, then stops; a manager starts it again and again",
     .advice = "the line before this one names the address",
     .rules = "XST113 XST016 *",
     .sample = "[20] [ERROR] Retrying in 1 second.",
     .is_consequence = true},
    {.name = "config-missing",
     .program = "gunicorn",
     .pattern = R"(Error: '(?<file>[^']+)' doesn't exist)",
     .meaning = "the file after `-c` is not there: it is looked for in the folder that gunicorn is "
                "started in",
     .advice = "write an absolute path",
     .rules = "SYD004 XST107 XST104",
     .sample = "Error: 'gunicorn.conf.py' doesn't exist"},
    {.name = "flag-unknown",
     .program = "gunicorn",
     .pattern = R"(gunicorn: error: (?:ambiguous option|unrecognized arguments): (?<option>\S+))",
     .meaning = "gunicorn does not know the flag: it does not start",
     .advice = "",
     .rules = "GUN001 GUN002",
     .sample = "gunicorn: error: ambiguous option: --worker could match --workers, --worker-class, "
               "--worker-connections, --worker-tmp-dir"},
    {.name = "log-not-writable",
     .program = "gunicorn",
     .pattern = R"(Error: '(?<file>[^']+)' isn't writable)",
     .meaning = "the log's folder does not exist or may not be written: gunicorn does not start",
     .advice = "make the folder and give it to the user",
     .rules = "XST102 XST103 XST152 XST142",
     .sample =
         "Error: '/logs/x.log' isn't writable [FileNotFoundError(2, 'No such file or directory')]"},
    {.name = "account-missing",
     .program = "gunicorn",
     .pattern = R"(No such (?:user|group): '(?<user>[^']+)')",
     .meaning = "the account does not exist: gunicorn does not start",
     .advice = "`getent passwd`",
     .rules = "XST105 XST110 GUN013",
     .sample = "Error: No such user: 'nosuch'"},
    {.name = "port-invalid",
     .program = "gunicorn",
     .pattern = R"(Error: '(?<value>[^']+)' is not a valid port number)",
     .meaning = "the address to bind is no address",
     .advice = "",
     .rules = "GUN005",
     .sample = "Error: '80a' is not a valid port number."},
    {.name = "attribute-missing",
     .program = "gunicorn",
     .pattern =
         R"(Failed to (?:find attribute|parse) '(?<attribute>[^']+)'(?: in '(?<module>[^']+)')?)",
     .meaning = "the module has no such name",
     .advice = "`shop.wsgi:application` for Django, `app:app` for many others",
     .rules = "GUN003 XST055 XST109",
     .sample = "Failed to find attribute 'application' in 'app'."},
    {.name = "worker-class-missing",
     .program = "gunicorn",
     .pattern = R"(class uri '?(?<class>[^ ']+)'? .*invalid or not found)",
     .meaning = "the worker class is not installed in this environment",
     .advice = "`pip install uvicorn` or gevent, in the virtual environment that starts gunicorn",
     .rules = "GUN007",
     .sample = "Error: class uri 'uvicorn.workers.UvicornWorker' invalid or not found:"},
    {.name = "worker-not-booted",
     .program = "gunicorn",
     .pattern = R"(Worker failed to boot|Exception in worker process|WORKER_BOOT_ERROR|HaltServer)",
     .meaning = "the application could not be imported",
     .advice = "the traceback before this line says why",
     .rules = "XST053 XST055 GUN003 XST119 *",
     .sample = "[28] [ERROR] Exception in worker process",
     .is_consequence = true},
    {.name = "other-protocol",
     .program = "gunicorn",
     .pattern =
         R"(Invalid (?:HTTP request line|request line|request from ip|http version|HTTP method)|Invalid method)",
     .meaning = "something else than HTTP came in: nginx's `uwsgi_pass`, TLS, or a scanner",
     .advice = "`proxy_pass http://` to gunicorn",
     .rules = "XST005",
     .sample = "[WARNING] Invalid request from ip=127.0.0.1: Invalid HTTP method"},
};

std::span<const Symptom> of_gunicorn() {
    return table;
}

}  // namespace stackc::symptoms
