#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the supervisor front end.
extern constexpr Rule sup013_inet_server_open{
    .summary = "supervisor's web page is open to other machines without a login",
    .why =
        "Whoever reaches the port starts and stops programs. supervisord warns of it at "
        "each start: `Server 'inet_http_server' running without any HTTP authentication "
        "checking`.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5 https://supervisord.org/configuration.html",
    .bad = R"([inet_http_server]
port=*:9001
)",
    .good = R"([inet_http_server]
port=127.0.0.1:9001
)",
};

}  // namespace stackc::rules
