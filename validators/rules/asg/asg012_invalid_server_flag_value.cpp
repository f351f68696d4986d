#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front ends of daphne and uvicorn, which own the tables of flags.
extern constexpr Rule asg012_invalid_server_flag_value{
    .summary = "a value that daphne or uvicorn does not take on its command line",
    .why =
        "The server does not start: `daphne: error: argument -p/--port: invalid int value: "
        "'9001/tcp'`, `Error: Invalid value for '--ws'`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "supervisor systemd",
    .sources = "observed:daphne-4.0.0 observed:uvicorn-0.17.6",
    .bad = R"([program:web]
command=daphne -p auto shop.asgi:app
)",
    .good = R"([program:web]
command=daphne -p 9001 shop.asgi:app
user=shop
)",
};

}  // namespace stackc::rules
