#include "validators/engine/missing_modules.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_missing_modules(const Graph& graph, Reporter& report) {
    report_missing_applications(graph, report, ServerKind::daphne);
    report_missing_applications(graph, report, ServerKind::uvicorn);
}

extern constexpr Rule xst055_working_dir_vs_module{
    .summary = "an ASGI server is started in a folder that does not hold its application",
    .why = "daphne and uvicorn import the application from the folder that they are started in. Elsewhere they exit with "
           "`ModuleNotFoundError`, the manager gives up, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd",
    .sources = "observed:daphne-4.0.0 observed:uvicorn-0.17.6 https://github.com/benoitc/gunicorn/issues/1586",
    .check = find_missing_modules,
};

}  // namespace stackc::rules
