#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which asks the machine.
extern constexpr Rule xst159_host_of_another_network{
    .summary = "the settings name a host that this machine does not know",
    .why = "`redis` and `db` are names that a compose file gives to its services. A server that runs on the machine itself cannot resolve them: "
           "`Error -3 connecting to redis:6379. Temporary failure in name resolution`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django",
    .sources = "observed:redis-7.0.15 https://docs.docker.com/compose/how-tos/networking/",
};

}  // namespace stackc::rules
