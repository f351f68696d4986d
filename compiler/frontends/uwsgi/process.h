// Turns the options that uWSGI ends up with into the graph: a process, its sockets and the
// paths that it needs.
#pragma once

#include "compiler/frontends/frontend.h"
#include "compiler/frontends/uwsgi/expansion.h"

namespace stackc::uwsgi {

/// Who starts the process, as far as that is known.
struct Start {
    std::string name;
    Span span;
    std::optional<ProgramId> program;
    std::optional<Process> started;  // as the program's command starts it: user, environment
    std::optional<FileId> config;
    std::optional<std::string> directory;  // the folder it is started in
    bool is_fully_read = true;
};

/// Adds the process that `settings` describe, with its listeners.
ProcessId add_process(GraphBuilder& builder, const std::vector<Setting>& settings,
                      const Start& start);

}  // namespace stackc::uwsgi
