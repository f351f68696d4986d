#include <fmt/format.h>

#include <string>
#include <vector>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

/// The Python versions of `lib/python3.X` folders below `prefix`.
static std::vector<std::string> versions_below(const Graph& graph, const std::string& prefix) {
    std::vector<std::string> versions;
    const std::string head = prefix + "/lib/python3.";
    for (auto state = graph.paths.lower_bound(head); state != graph.paths.end() && state->first.starts_with(head); ++state) {
        const std::string minor = state->first.substr(head.size());
        if (state->second.is_directory && parse_number(minor)) versions.push_back("3." + minor);
    }
    return versions;
}

/// uWSGI of the system, whose plugin is of the system's Python.
static bool is_of_system(const Graph& graph, const Process& process) {
    const Program* program = process.program ? &graph.at(*process.program) : nullptr;
    return program != nullptr && !program->command.empty() && program->command.front().text == "/usr/bin/uwsgi";
}

static void check_environment(const Graph& graph, const Process& process, const PathUse& use, Reporter& report) {
    const auto is_there = [&](const char* part) {
        const auto state = graph.paths.find(use.path + part);
        return state == graph.paths.end() || state->second.exists;
    };
    if (!is_there("/pyvenv.cfg") && !is_there("/lib")) {
        report.at(use.span, fmt::format("`{}` is no virtualenv: it has neither `pyvenv.cfg` nor `lib`", quoted(use.path)))
            .note("uWSGI ends with `Fatal Python error: … ModuleNotFoundError: No module named 'encodings'`");
        return;
    }
    const std::vector<std::string> own = versions_below(graph, use.path), of_system = versions_below(graph, "/usr");
    if (own.size() != 1 || of_system.size() != 1 || own == of_system || !is_of_system(graph, process)) return;
    report.at(use.span, fmt::format("the virtualenv is of Python {}, and uWSGI's plugin of Python {}", own.front(), of_system.front()))
        .note(fmt::format("it looks for packages in `{}/lib/python{}`, where none are: `ModuleNotFoundError: No module named 'django'`", quoted(use.path),
                          of_system.front()))
        .note("make the virtualenv anew with the system's Python, or install uWSGI in it");
}

static void find_missing_environments(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    for (const PathUse& use : graph.path_uses) {
        const bool is_home =
            use.role == PathRole::virtualenv && use.process && is_uwsgi(graph.at(*use.process));
        const auto state = is_home ? graph.paths.find(use.path) : graph.paths.end();
        if (state == graph.paths.end()) continue;
        if (state->second.is_directory) {
            check_environment(graph, graph.at(*use.process), use, report);
            continue;
        }
        report.at(use.span, fmt::format("the virtualenv `{}` is not there", quoted(use.path)))
            .note(
                "uWSGI ends with `!!! Python Home is not a directory` and `No module named "
                "'encodings'`");
    }
}

extern constexpr Rule uws013_virtualenv_invalid{
    .summary = "the virtualenv does not exist, or is of another Python",
    .why =
        "uWSGI takes the folder for Python's home: `!!! Python Home is not a directory`, "
        "then `Fatal Python error: … ModuleNotFoundError: No module named 'encodings'`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "uwsgi supervisor",
    .sources =
        "observed:uwsgi-2.0.21 https://github.com/unbit/uwsgi/issues/2341 "
        "https://github.com/unbit/uwsgi/issues/1688",
    .check = find_missing_environments,
};

}  // namespace stackc::rules
