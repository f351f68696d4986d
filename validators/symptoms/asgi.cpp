// What daphne, uvicorn and channels writes when a deployment is broken. Texts of daphne 4.0.0,
// uvicorn 0.17.6 and channels 4.0.0.
#include "validators/symptoms/symptom.h"

namespace stackc::symptoms {

static constexpr Symptom table[] = {
    {.name = "daphne-not-listening",
     .program = "daphne",
     .pattern = R"(Couldn't listen on (?:any:)?b?'?(?<socket>[^\s':]+(?::\d+)?))",
     .meaning =
         "daphne cannot listen there, and exits with 0: supervisor's `autorestart=unexpected` "
         "leaves it down",
     .advice =
         "another process has the address, or the socket's folder is missing or may not be written",
     .rules = "XST016 XST080 ASG004 SUP011 XST113",
     .sample =
         "CRITICAL Listen failure: Couldn't listen on any:b'/tmp/d.sock': Cannot acquire lock."},
    {.name = "port-in-use",
     .program = "uvicorn",
     .pattern =
         R"(error while attempting to bind on address \('(?<host>[^']*)', (?<port>\d+)[^)]*\): address already in use)",
     .meaning = "another process listens on that address already",
     .advice = "`ss -ltnp` names it",
     .rules = "XST016 XST015",
     .sample = "[Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address "
               "already in use"},
    {.name = "application-not-imported",
     .program = "uvicorn",
     .pattern =
         R"x(Error loading ASGI app\. (?:Could not import module|Attribute "[^"]+" not found in module) "(?<module>[^"]+)")x",
     .meaning =
         "the application is not where uvicorn looks for it: below the folder that it is started "
         "in",
     .advice = "`--app-dir`, or the manager's folder",
     .rules = "GUN003 XST055 XST053 *",
     .sample = R"(ERROR:    Error loading ASGI app. Could not import module "main".)"},
    {.name = "no-websocket-library",
     .program = "uvicorn",
     .pattern = R"(No supported WebSocket library detected|Unsupported upgrade request)",
     .meaning = "uvicorn cannot speak WebSocket without a library for it",
     .advice = R"(`pip install "uvicorn[standard]"`)",
     .rules = "",
     .sample = "WARNING:  No supported WebSocket library detected."},
    {.name = "other-protocol",
     .program = "uvicorn",
     .pattern = R"(Invalid HTTP request received)",
     .meaning = "something else than HTTP came in: nginx's `uwsgi_pass`, TLS, or a scanner",
     .advice = "`proxy_pass http://` to uvicorn",
     .rules = "XST005",
     .sample = "WARNING:  Invalid HTTP request received."},
    {.name = "wsgi-app-under-asgi-server",
     .program = "",
     .pattern = R"(missing 1 required positional argument: 'start_response')",
     .meaning = "an ASGI server runs a WSGI application",
     .advice =
         "`asgi:application` for daphne and uvicorn, `wsgi:application` for gunicorn's own workers",
     .rules = "GUN007 XST035 XST109",
     .sample = "TypeError: WSGIHandler.__call__() missing 1 required positional argument: "
               "'start_response'"},
    {.name = "asgi-app-under-wsgi-server",
     .program = "",
     .pattern = R"(missing \d+ required positional arguments?: '(?:receive|send)')",
     .meaning = "a WSGI server runs an ASGI application",
     .advice =
         "gunicorn with `-k uvicorn.workers.UvicornWorker`, or the project's `wsgi:application`",
     .rules = "GUN007 XST109",
     .sample = "TypeError: application() missing 1 required positional argument: 'send'"},
    {.name = "websocket-not-routed",
     .program = "daphne",
     .pattern = R"(No application configured for scope type 'websocket')",
     .meaning = "the ASGI application has no part for WebSockets",
     .advice = "a `ProtocolTypeRouter` with `websocket` in asgi.py",
     .rules = "ASG002",
     .sample = "ValueError: No application configured for scope type 'websocket'"},
    {.name = "websocket-path-unknown",
     .program = "daphne",
     .pattern = R"(No route found for path '(?<path>[^']+)')",
     .meaning = "no WebSocket route has that path",
     .advice = "compare nginx's location and `proxy_pass` with the patterns in routing.py",
     .rules = "XST037 NGX026 ASG002",
     .sample = "ValueError: No route found for path 'ws/chat/'."},
    {.name = "application-failed",
     .program = "",
     .pattern = R"(Exception in ASGI application|Exception inside application:)",
     .meaning = "the application itself failed: 500",
     .advice = "the exception after this line, or in it, says why",
     .rules = "GUN007 XST109 *",
     .sample = "[29] [ERROR] Exception in ASGI application",
     .is_consequence = true},
    {.name = "apps-not-ready",
     .program = "",
     .pattern = R"(Apps aren't loaded yet)",
     .meaning = "asgi.py imports models before `get_asgi_application()`",
     .advice = "call it first",
     .rules = "ASG001",
     .sample = "django.core.exceptions.AppRegistryNotReady: Apps aren't loaded yet."},
};

std::span<const Symptom> of_asgi() {
    return table;
}

}  // namespace stackc::symptoms
