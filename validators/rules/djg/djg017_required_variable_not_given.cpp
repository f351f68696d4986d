#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which asks the machine.
extern constexpr Rule djg017_required_variable_not_given{
    .summary = "the settings need a variable that no launcher gives",
    .why = "`os.environ[\"SECRET_KEY\"]` works in the shell whose profile sets it. A manager starts servers with an environment of its own: the import of the settings ends in `KeyError`, and nginx answers 502 or 500.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "django supervisor",
    .sources = "observed:supervisor-4.2.5 http://supervisord.org/subprocess.html#subprocess-environment",
};

}  // namespace stackc::rules
