// The settings of daphne that most command lines hold, in words of ours.
#include "compiler/frontends/daphne/flags.h"

namespace stackc::daphne {

static constexpr SettingText texts[] = {
    {"host", "The address to listen on, 127.0.0.1 by default; in a container 0.0.0.0."},
    {"port", "The port to listen on, 8000 by default."},
    {"unix_socket", "Listens on a Unix socket of mode 0666. One socket serves one process."},
    {"file_descriptor",
     "Takes a socket that the manager has opened: `--fd 0` with supervisor's fcgi-program."},
    {"socket_strings",
     "Where to listen in Twisted's words: `unix:/run/shop/ws.sock:mode=660`. `-b`, `-p` and `-u` "
     "add to it."},
    {"proxy_headers", "Takes the client's address from `X-Forwarded-For`. Only behind a proxy."},
    {"http_timeout", "Seconds until a request without an answer is ended; none by default."},
    {"ping_interval",
     "Seconds between pings on a WebSocket, 20 by default; nginx's `proxy_read_timeout` must be "
     "longer."},
    {"root_path", "The path below which the application is mounted."},
    {"access_log", "The access log: a path, or `-` for standard output."},
};

std::string explain(std::string_view word) {
    return explain_setting("daphne", flags(), texts, "https://github.com/django/daphne", word);
}

}  // namespace stackc::daphne
