#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_missing_settings(const Graph& graph, Reporter& report) {
    for (const ModuleState& state : graph.machine.modules) {
        if (state.role != ModuleState::Role::settings || state.is_found) continue;
        const Process& process = graph.at(state.process);
        const std::string where = state.said_in.empty() ? std::string() : fmt::format(", which `{}` names", quoted(state.said_in));
        auto found = report.at(state.span, fmt::format("Django's settings module `{}`{} is not there", quoted(state.module), where));
        if (process.directory.is_stated()) found.label(process.directory.span(), "the server works in this folder");
        if (process.program) found.label(graph.at(*process.program).name_span, "it is started here");
        if (!state.searched.empty()) found.note(fmt::format("`{}` has no `{}`", quoted(state.searched.front()), quoted(state.missing)));
        found.note(fmt::format("the application cannot be loaded: `ModuleNotFoundError: No module named '{}'`", quoted(state.missing)));
        if (!state.is_certain) found.uncertain();
    }
}

extern constexpr Rule xst053_settings_module_missing{
    .summary = "DJANGO_SETTINGS_MODULE names a module that is not there",
    .why = "Django reads its settings when the application is imported; the import fails with `ModuleNotFoundError`, the server's "
           "workers do not boot, and nginx answers 502 or 500.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd uwsgi gunicorn",
    .sources = "observed:gunicorn-20.1.0 https://docs.djangoproject.com/en/4.2/topics/settings/",
    .check = find_missing_settings,
};

}  // namespace stackc::rules
