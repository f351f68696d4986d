#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk046_websocket_to_wsgi{
    .summary = "a WebSocket route to a service that runs WSGI",
    .why =
        "WSGI has no WebSocket: the handshake is answered with 404 or 400 and the browser's "
        "`WebSocket` closes at once.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with gunicorn; listen 9001 }
site example.com { listen 80; route / to web websocket }
)",
    .good = R"(app shop { root /srv/shop; asgi config.asgi:application }
service web { run shop.asgi with daphne; listen 9001 }
site example.com { listen 80; route / to web websocket }
)",
};

}  // namespace stackc::rules
