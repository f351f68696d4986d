#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/roles.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether the manager's signal reaches only the shell: systemd signals all that a unit started.
static bool signals_the_shell_alone(const Program& program) {
    switch (program.manager) {
        case ManagerKind::supervisor: return program.stop_as_group.is_known() && !*program.stop_as_group;
        case ManagerKind::docker: return true;
        case ManagerKind::systemd:
        case ManagerKind::none: return false;
    }
    unreachable("ManagerKind");
}

/// Whether somebody else passes signals on: `tini -g`, `init: true`.
static bool has_init(const Program& program) {
    const auto is_init = [](const Argument& word) { return word.text.ends_with("tini") || word.text.ends_with("dumb-init"); };
    return (!program.command.empty() && is_init(program.command.front())) || (!program.entrypoint.empty() && is_init(program.entrypoint.front()));
}

/// The command in the script, as one of its words tells.
static const Node* command_of(const Graph& graph, const Process& process) {
    std::vector<Span> words;
    if (process.module.has_span()) words.push_back(process.module.span());
    for (const Option& option : process.options) words.push_back(option.name_span);
    for (const Span word : words) {
        const Document* script = graph.document_of(word.file);
        if (script != nullptr && script->dialect() == "shell") return statement_at(graph, word);
    }
    return nullptr;
}

static void find_hidden_servers(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        // What the script leaves in the background is its own affair.
        if (!process.is_behind_shell || process.daemonizes.is_unknown() || !process.program || !runs_application(process.kind) || !process.is_fully_read) continue;
        const Program& program = graph.at(*process.program);
        if (!signals_the_shell_alone(program) || has_init(program)) continue;
        const Node* command = command_of(graph, process);
        if (command == nullptr) continue;
        const bool is_container = program.manager == ManagerKind::docker;
        const Span place{command->span.file, command->span.begin, command->span.begin};
        report.at(command->name.span, fmt::format("the start script waits for {}, and keeps the signal to stop for itself", to_text(process.kind)))
            .label(program.name_span, "started here")
            .note(is_container ? "a shell as the first process of a container ignores SIGTERM: `docker stop` waits ten seconds, then kills in the middle of requests"
                               : "supervisor stops the shell alone; the server lives on with its port or socket, and the next start ends with `Connection in use`")
            .fix("let it take the shell's place", Safety::safe, {{place, "exec "}});
    }
}

extern constexpr Rule xst121_server_behind_start_script{
    .summary = "a start script runs its server without `exec`",
    .why = "The manager knows the shell, not the server. Under supervisor `stop` and `restart` end the shell alone: the old server keeps its "
           "port, with the old code. In a container the shell ignores SIGTERM, and after ten seconds everything is killed.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "shell supervisor dockerfile compose",
    .sources = "observed:supervisor-4.2.5 https://github.com/benoitc/gunicorn/issues/520 https://supervisord.org/subprocess.html",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/shop/start.sh
user=shop
#> start.sh
#!/bin/bash
cd /srv/shop
source venv/bin/activate
gunicorn --bind unix:/run/shop/web.sock shop.wsgi:application
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/shop/start.sh
user=shop
#> start.sh
#!/bin/bash
cd /srv/shop
source venv/bin/activate
exec gunicorn --bind unix:/run/shop/web.sock shop.wsgi:application
)",
    .check = find_hidden_servers,
};

}  // namespace stackc::rules
