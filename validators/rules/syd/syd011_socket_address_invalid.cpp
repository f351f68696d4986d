#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the systemd front end, which owns the table of keys.
extern constexpr Rule syd011_socket_address_invalid{
    .summary = "an address that systemd cannot listen at",
    .why =
        "A socket unit takes a path, a port or `ADDRESS:PORT`. `unix:/run/shop.sock` is "
        "none: `Failed to parse address value, ignoring`, and the unit is refused for "
        "listening nowhere.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "systemd",
    .sources = "observed:systemd-252",
    .bad = R"(#> shop.socket
[Socket]
ListenStream=unix:/run/shop/web.sock
)",
    .good = R"(#> shop.socket
[Socket]
ListenStream=/run/shop/web.sock
)",
};

}  // namespace stackc::rules
