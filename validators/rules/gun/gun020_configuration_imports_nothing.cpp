#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the session, which asks the machine.
extern constexpr Rule gun020_configuration_imports_nothing{
    .summary = "gunicorn's configuration imports what is not installed",
    .why = "The file is Python, and is run before anything else: without the package gunicorn exits with `Failed to read config file` and "
           "`ModuleNotFoundError`, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "gunicorn",
    .sources = "observed:gunicorn-20.1.0 https://docs.gunicorn.org/en/stable/configure.html#configuration-file",
};

}  // namespace stackc::rules
