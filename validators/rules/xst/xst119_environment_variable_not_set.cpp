#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which asks the machine.
extern constexpr Rule xst119_environment_variable_not_set{
    .summary = "supervisor's files use a variable that supervisord does not have",
    .why = "`%(ENV_X)s` is replaced from the environment that supervisord itself is started with, which is nearly empty under systemd. "
           "Where X is not set, supervisord does not start and all its programs are down.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5 http://supervisord.org/configuration.html",
};

}  // namespace stackc::rules
