#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

using Verdict = CommandState::Verdict;

static std::string message_of(const CommandState& command) {
    const std::string path = quoted(command.path);
    switch (command.verdict) {
        case Verdict::missing: return fmt::format("the command `{}` is not there", path);
        case Verdict::not_executable: return fmt::format("the command `{}` may not be executed: it lacks the x bit", path);
        case Verdict::is_folder: return fmt::format("the command `{}` is a folder", path);
        case Verdict::interpreter_missing:
            return fmt::format("`{}` is a script for `{}`, which is not there", path, quoted(command.interpreter));
        case Verdict::startable: return {};
    }
    unreachable("Verdict");
}

static std::string what_happens(const CommandState& command, ManagerKind manager) {
    const std::string path = quoted(command.path);
    if (manager == ManagerKind::systemd) return "the service fails: `status=203/EXEC`";
    switch (command.verdict) {
        case Verdict::missing: return fmt::format("supervisor gives up: `FATAL can't find command '{}'`", path);
        case Verdict::not_executable: return fmt::format("supervisor gives up: `FATAL command at '{}' is not executable`", path);
        case Verdict::is_folder: return fmt::format("supervisor gives up: `FATAL command at '{}' is a directory`", path);
        case Verdict::interpreter_missing:
        case Verdict::startable: return fmt::format("`supervisor: couldn't exec {}: ENOENT`, exit status 127, then FATAL", path);
    }
    unreachable("Verdict");
}

static void report_verdict(const Graph& graph, const CommandState& command, Reporter& report) {
    const Program& program = graph.at(command.program);
    auto found = report.at(command.span, message_of(command));
    found.label(program.name_span, "for this program").note(what_happens(command, program.manager));
    if (command.verdict == Verdict::not_executable) found.note(fmt::format("`chmod +x {}`, or name its interpreter in the command", quoted(command.path)));
    if (!command.is_certain) found.uncertain();
}

/// The user as whom the program is started may not execute it.
static void report_closed(const Graph& graph, const CommandState& command, Reporter& report) {
    const Program& program = graph.at(command.program);
    const auto account = starter(graph, program);
    const auto refusal = account ? execute_refusal(graph, *account, command.path, program.file) : std::nullopt;
    if (!refusal) return;
    auto found = report.at(command.span, fmt::format("`{}` may not execute `{}`: `{}` is {}", quoted(account->user), quoted(command.path),
                                                     quoted(refusal->path), to_text(refusal->state)));
    if (program.user.is_stated()) found.label(program.user.span(), "the user is set here");
    found.note(program.manager == ManagerKind::systemd ? "the service fails: `status=203/EXEC`"
                                                       : fmt::format("`supervisor: couldn't exec {}: EACCES`, exit status 127, then FATAL", quoted(command.path)));
}

static void find_commands(const Graph& graph, Reporter& report) {
    for (const CommandState& command : graph.machine.commands) {
        if (command.verdict == Verdict::startable) report_closed(graph, command, report);
        else report_verdict(graph, command, report);
    }
}

extern constexpr Rule xst106_command_not_startable{
    .summary = "the program that a manager starts is not there or may not be executed",
    .why = "supervisor looks at the file only when it starts the program: `FATAL can't find command`, `FATAL command at … is not "
           "executable`. systemd says `status=203/EXEC`. What should listen does not, and nginx answers 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd",
    .sources = "observed:supervisor-4.2.5 https://www.freedesktop.org/software/systemd/man/systemd.exec.html",
    .check = find_commands,
};

}  // namespace stackc::rules
