#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/missing_modules.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// `wsgi-file = app.py`.
static void find_missing_files(const Graph& graph, Reporter& report) {
    for (const PathUse& use : graph.path_uses) {
        const bool is_file = use.process && use.role == PathRole::data && !use.is_written && use.path.ends_with(".py");
        if (!is_file || graph.at(*use.process).kind != ServerKind::uwsgi || !is_missing(graph, use.path)) continue;
        const Process& process = graph.at(*use.process);
        auto found = report.at(use.span, fmt::format("the application's file `{}` is not there", quoted(use.path)));
        if (process.directory.is_stated()) found.label(process.directory.span(), "relative paths start here");
        found.note(fmt::format("uWSGI's log says `failed to open python file {}`; each request ends in 500: `--- no python application "
                               "found, check your startup logs for errors ---`",
                               quoted(use.path)));
    }
}

/// `module = config/wsgi.py`: a path where a module's name belongs.
static void find_paths_for_modules(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const Option* module = process.kind == ServerKind::uwsgi ? process.option("module") : nullptr;
        const bool is_path = module != nullptr && module->value.is_stated() && module->value->find('/') != std::string::npos;
        if (!is_path) continue;
        report.at(module->value.span(), fmt::format("`{}` is a path and no module's name", quoted(*module->value)))
            .note("uWSGI's log says `ModuleNotFoundError`, and each request ends in 500, or in 502 with `need-app`")
            .note("`module = config.wsgi:application` takes a name, `wsgi-file = config/wsgi.py` a path");
    }
}

static void find_missing_modules(const Graph& graph, Reporter& report) {
    report_missing_applications(graph, report, ServerKind::uwsgi);
    find_missing_files(graph, report);
    find_paths_for_modules(graph, report);
}

extern constexpr Rule uws002_app_not_loadable{
    .summary = "Python finds no such application module",
    .why = "uWSGI looks for the module in `pythonpath`, in the folder that `chdir` names and in the virtual environment. Without "
           "`need-app` it starts all the same and each request ends in 500, `--- no python application found, check your startup "
           "logs for errors ---`; with it uWSGI exits, `*** no app loaded. GAME OVER ***`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi supervisor systemd",
    .sources = "observed:uwsgi-2.0.21 https://uwsgi-docs.readthedocs.io/en/latest/WSGIquickstart.html",
    .check = find_missing_modules,
};

}  // namespace stackc::rules
