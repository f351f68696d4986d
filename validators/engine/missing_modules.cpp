#include "validators/engine/missing_modules.h"

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"

namespace stackc {

static std::string import_line(const ModuleState& state) { return fmt::format("ModuleNotFoundError: No module named '{}'", quoted(state.missing)); }

/// The module is there, but it imports something that is not.
static bool lacks_import(const ModuleState& state) { return state.is_found && !state.missing.empty(); }

/// What people see, beyond the traceback.
static std::string what_happens(const Process& process, const ModuleState& state, bool is_found) {
    switch (process.kind) {
        case ServerKind::uwsgi: {
            const bool needs_app = process.option("need-app") != nullptr;
            const std::string_view end = needs_app ? "`*** no app loaded. GAME OVER ***`, and nginx answers 502"
                                                   : "each request ends in 500: `--- no python application found, check your startup logs for errors ---`";
            return fmt::format("{}`unable to load app 0 (mountpoint='') (callable not found or import error)`; {}",
                               is_found ? "" : fmt::format("uWSGI's log says `{}` and ", import_line(state)), end);
        }
        case ServerKind::gunicorn:
            if (is_found) return fmt::format("gunicorn exits: `Failed to find attribute '{}' in '{}'.`", quoted(state.callable), quoted(state.module));
            return fmt::format("gunicorn exits: `{}`, `Worker failed to boot.`; nginx answers 502", import_line(state));
        case ServerKind::uvicorn:
            if (is_found)
                return fmt::format("uvicorn exits: `Error loading ASGI app. Attribute \"{}\" not found in module \"{}\".`", quoted(state.callable), quoted(state.module));
            return fmt::format("uvicorn exits: `Error loading ASGI app. Could not import module \"{}\".`; nginx answers 502", quoted(state.module));
        case ServerKind::daphne:
            if (is_found) return fmt::format("daphne exits: `AttributeError: module '{}' has no attribute '{}'`", quoted(state.module), quoted(state.callable));
            return fmt::format("daphne exits: `{}`; nginx answers 502", import_line(state));
        case ServerKind::nginx:
        case ServerKind::redis:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return {};
    }
    unreachable("ServerKind");
}

static std::string message_of(const ModuleState& state) {
    const bool is_own = lacks_import(state) && state.missing.find('.') != std::string::npos;
    if (is_own) return fmt::format("`{}` imports `{}`, which is not there", quoted(state.path), quoted(state.missing));
    if (lacks_import(state)) return fmt::format("`{}` imports `{}`, which is not installed for this server", quoted(state.path), quoted(state.missing));
    if (state.is_found) return fmt::format("`{}` has no `{}`", quoted(state.path), quoted(state.callable));
    if (state.searched.empty()) return fmt::format("Python finds no module `{}`", quoted(state.missing));
    return fmt::format("Python finds no module `{}`: `{}` has none", quoted(state.missing), quoted(state.searched.front()));
}

void report_missing_applications(const Graph& graph, Reporter& report, ServerKind kind) {
    for (const ModuleState& state : graph.machine.modules) {
        const Process& process = graph.at(state.process);
        const bool is_fine = state.is_found && state.has_callable && !lacks_import(state);
        if (process.kind != kind || state.role != ModuleState::Role::application || is_fine) continue;
        auto found = report.at(state.span, message_of(state));
        if (process.directory.is_stated()) found.label(process.directory.span(), "the server works in this folder");
        if (process.program) found.label(graph.at(*process.program).name_span, "it is started here");
        if (const std::string note = what_happens(process, state, state.is_found && !lacks_import(state)); !note.empty()) found.note(note);
        // What is missing at the top may be installed where nobody can look; a package that is
        // there has its parts in it.
        if (!state.is_found && !state.is_certain) found.uncertain();
    }
}

}  // namespace stackc
