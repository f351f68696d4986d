#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_missing_environments(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths) return;
    for (const PathUse& use : graph.path_uses) {
        const bool is_home =
            use.role == PathRole::virtualenv && use.process && is_uwsgi(graph.at(*use.process));
        const auto state = is_home ? graph.paths.find(use.path) : graph.paths.end();
        if (state == graph.paths.end() || state->second.is_directory) continue;
        report.at(use.span, fmt::format("the virtualenv `{}` is not there", quoted(use.path)))
            .note(
                "uWSGI ends with `!!! Python Home is not a directory` and `No module named "
                "'encodings'`");
    }
}

extern constexpr Rule uws013_virtualenv_invalid{
    .summary = "the virtualenv does not exist",
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
