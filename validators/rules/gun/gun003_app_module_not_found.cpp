#include "validators/engine/missing_modules.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_missing_modules(const Graph& graph, Reporter& report) { report_missing_applications(graph, report, ServerKind::gunicorn); }

extern constexpr Rule gun003_app_module_not_found{
    .summary = "gunicorn's application module is not there",
    .why = "gunicorn imports the application from `chdir`, by default the folder that it is started in, `pythonpath` and the virtual "
           "environment of its own program. Its workers fail with `ModuleNotFoundError`, it exits with `Worker failed to boot.`, and "
           "nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd gunicorn",
    .sources = "observed:gunicorn-20.1.0 https://github.com/benoitc/gunicorn/issues/1586",
    .check = find_missing_modules,
};

}  // namespace stackc::rules
