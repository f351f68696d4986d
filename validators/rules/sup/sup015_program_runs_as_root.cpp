#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/roles.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Application servers that stay root. Whether supervisord itself is root the files seldom say;
/// then it is only likely.
static void find_root_programs(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!process.program || !runs_application(process.kind) || !process.is_fully_read) continue;
        const Program& program = graph.at(*process.program);
        if (program.manager != ManagerKind::supervisor) continue;
        const bool is_stated = process.user.is_known();
        if (process.user.is_unknown() || (is_stated && !is_root(process.user))) continue;
        const Span place = is_stated ? process.user.span_or(program.name_span) : program.name_span;
        auto found = report.at(
            place,
            is_stated
                ? fmt::format("`{}` runs as root", quoted(program.name))
                : fmt::format("`{}` has no `user`: it runs as supervisord does, as a rule as root",
                              quoted(program.name)));
        found.note(
            "a mistake in the application is then a mistake of root; its sockets and files belong "
            "to root");
        if (is_stated)
            found.label(program.name_span, "the program");
        else
            found.uncertain();
    }
}

/// `python manage.py celery worker` is the application too, whatever it does there.
static void find_root_commands(const Graph& graph, Reporter& report) {
    for (const Program& program : graph.programs) {
        if (program.manager != ManagerKind::supervisor || !program.user.is_stated() ||
            !is_root(program.user))
            continue;
        const bool is_management =
            std::any_of(program.command.begin(), program.command.end(), [](const Argument& word) {
                return word.text == "manage.py" || word.text.ends_with("/manage.py");
            });
        if (!is_management) continue;
        report.at(program.user.span(), fmt::format("`{}` runs as root", quoted(program.name)))
            .note(
                "a mistake in the application is then a mistake of root; its files belong to root")
            .label(program.name_span, "the program");
    }
}

static void find_all(const Graph& graph, Reporter& report) {
    find_root_programs(graph, report);
    find_root_commands(graph, report);
}

extern constexpr Rule sup015_program_runs_as_root{
    .summary = "an application runs as root under supervisor",
    .why =
        "supervisord is started by init, as root, and a program without `user=` stays root. "
        "Whoever takes over the application "
        "takes over the machine; sockets and uploads belong to root and nginx may not touch them.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "supervisor uwsgi",
    .sources =
        "https://supervisord.org/configuration.html "
        "https://docs.gunicorn.org/en/stable/deploy.html",
    .bad = R"([program:web]
command=gunicorn app
user=root
)",
    .good = R"([program:web]
command=gunicorn app
user=www-data
)",
    .check = find_all,
};

}  // namespace stackc::rules
