#include "compiler/graph/handed_sockets.h"

#include <algorithm>

namespace stackc {

static void take(Listener& listener, const HandedSocket& socket) {
    listener.endpoint = socket.endpoint;
    listener.mode = socket.mode;
    listener.owner = socket.owner;
    listener.group = socket.group;
    listener.span = socket.span;
}

static const Program* starter(const Graph& graph, const Listener& listener) {
    const Process& process = graph.at(listener.process);
    return process.program ? &graph.at(*process.program) : nullptr;
}

/// gunicorn 20.1.0 arbiter.py start: `systemd.listen_fds()` comes before `cfg.address`.
static void give_all(Graph& graph, ProcessId process, const Program& program) {
    const auto is_own = [&](const Listener& listener) { return listener.process == process; };
    const auto first = std::find_if(graph.listeners.begin(), graph.listeners.end(), is_own);
    const Protocol protocol = first == graph.listeners.end() ? Protocol::http : first->protocol;
    // The ids of listeners are their places: those that are there stay.
    std::size_t next = 0;
    for (Listener& listener : graph.listeners) {
        if (!is_own(listener)) continue;
        take(listener, program.sockets[std::min(next++, program.sockets.size() - 1)]);
    }
    for (; next < program.sockets.size(); ++next) {
        Listener listener;
        listener.process = process;
        listener.protocol = protocol;
        take(listener, program.sockets[next]);
        graph.listeners.push_back(std::move(listener));
    }
}

bool is_handed(const Graph& graph, const Listener& listener) {
    const Program* program = starter(graph, listener);
    return program != nullptr &&
           std::any_of(program->sockets.begin(), program->sockets.end(),
                       [&](const HandedSocket& socket) { return socket.span == listener.span; });
}

void resolve_handed_sockets(Graph& graph) {
    for (std::uint32_t i = 0; i < graph.processes.size(); ++i) {
        const Process& process = graph.processes[i];
        if (process.kind != ServerKind::gunicorn || !process.program) continue;
        const Program program = graph.at(*process.program);
        if (!program.sockets.empty()) give_all(graph, {i}, program);
    }
    for (Listener& listener : graph.listeners) {
        const FdEndpoint* fd =
            listener.endpoint.is_known() ? std::get_if<FdEndpoint>(&*listener.endpoint) : nullptr;
        const Program* program = fd == nullptr ? nullptr : starter(graph, listener);
        if (program == nullptr || fd->fd < 3) continue;
        const auto index = static_cast<std::size_t>(fd->fd - 3);
        if (index < program->sockets.size()) take(listener, program->sockets[index]);
    }
}

}  // namespace stackc
