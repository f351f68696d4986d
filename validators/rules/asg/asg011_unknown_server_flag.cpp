#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front ends of daphne and uvicorn, which own the tables of flags.
extern constexpr Rule asg011_unknown_server_flag{
    .summary = "a command line that daphne or uvicorn refuses",
    .why =
        "An unknown flag, a second application or none at all: `daphne: error: unrecognized "
        "arguments: --hots`, `Error: No such option: --hots`. uvicorn's flags cannot be "
        "shortened, daphne's can.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::unsafe,
    .dialects = "supervisor systemd",
    .sources = "observed:daphne-4.0.0 observed:uvicorn-0.17.6",
    .bad = R"([program:web]
command=uvicorn --work 4 shop.asgi:app
)",
    .good = R"([program:web]
command=uvicorn --workers 4 shop.asgi:app
user=shop
)",
};

}  // namespace stackc::rules
