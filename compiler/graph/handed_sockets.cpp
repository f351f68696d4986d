#include "compiler/graph/handed_sockets.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

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

/// uWSGI 2.0.21 core/socket.c uwsgi_setup_systemd: the sockets join those of the configuration.
static void give_more(Graph& graph, ProcessId process, const Program& program) {
    const Option* protocol = graph.at(process).option("protocol");
    const bool is_usual = protocol == nullptr || protocol->value.value_or("") == "uwsgi";
    for (const HandedSocket& socket : program.sockets) {
        Listener listener;
        listener.process = process;
        listener.protocol = is_usual ? Protocol::uwsgi : Protocol::unknown;
        take(listener, socket);
        graph.listeners.push_back(std::move(listener));
    }
}

void resolve_handed_sockets(Graph& graph) {
    for (std::uint32_t i = 0; i < graph.processes.size(); ++i) {
        const Process& process = graph.processes[i];
        if (!process.program || graph.at(*process.program).sockets.empty()) continue;
        const Program program = graph.at(*process.program);
        if (process.kind == ServerKind::gunicorn) give_all(graph, {i}, program);
        if (process.kind == ServerKind::uwsgi) give_more(graph, {i}, program);
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

// ---------------------------------------------------------------------------------- disputes

/// The manager hands its sockets to the process that it starts: a child of a shell is another.
static bool is_started_directly(const Program& program) {
    if (program.command.empty() || program.command.front().has_hole) return false;
    const std::string_view path = program.command.front().text;
    const std::string_view name = path.substr(path.rfind('/') + 1);
    static constexpr std::array<std::string_view, 4> shells{"sh", "bash", "dash", "zsh"};
    return std::find(shells.begin(), shells.end(), name) == shells.end() && !name.ends_with(".sh");
}

static bool is_among(const Endpoint& endpoint, const std::vector<HandedSocket>& handed) {
    return std::any_of(handed.begin(), handed.end(), [&](const HandedSocket& socket) {
        return !socket.endpoint.is_known() || collides(endpoint, *socket.endpoint);
    });
}

/// What gunicorn's `bind` names that nobody hands it.
static void add_overruled(const Process& process, SocketDispute& dispute) {
    for (const Option& option : process.options) {
        if (option.name != "bind" || !option.value.is_stated()) continue;
        for (const std::string_view one : split(*option.value, ',')) {
            const std::string_view text = trim(one);
            const bool is_socket = text.starts_with("unix:");
            const auto socket =
                is_socket ? parse_unix(text, process.directory.value_or("/")) : std::nullopt;
            const auto tcp = is_socket ? std::nullopt : parse_tcp(text, "*", 8000);
            if (!socket && !tcp) continue;
            const Endpoint endpoint = socket ? Endpoint(*socket) : Endpoint(*tcp);
            if (is_among(endpoint, dispute.handed)) continue;
            dispute.said.push_back(endpoint);
            dispute.said_at = option.value.span();
        }
    }
}

/// What daphne or uvicorn binds for itself; nothing where it takes a handed socket, or where what
/// it binds is not all known.
static void add_own(const Graph& graph, ProcessId id, SocketDispute& dispute) {
    std::vector<Endpoint> own;
    for (const Listener& listener : graph.listeners) {
        if (listener.process != id) continue;
        const bool is_own = listener.endpoint.is_known() && !is_handed(graph, listener) &&
                            !std::holds_alternative<FdEndpoint>(*listener.endpoint) &&
                            !is_among(*listener.endpoint, dispute.handed);
        if (!is_own) return;
        own.push_back(*listener.endpoint);
        dispute.said_at = listener.span;
    }
    dispute.said = std::move(own);
}

std::vector<SocketDispute> find_socket_disputes(const Graph& graph) {
    std::vector<SocketDispute> disputes;
    for (const Process& process : graph.processes) {
        const Program* program = process.program ? &graph.at(*process.program) : nullptr;
        if (program == nullptr || program->sockets.empty() || !program->is_fully_read) continue;
        if (!process.is_fully_read || !is_started_directly(*program)) continue;
        SocketDispute dispute{
            graph.id_of(process), {}, {}, program->sockets, process.kind == ServerKind::gunicorn};
        if (dispute.takes_handed) add_overruled(process, dispute);
        const bool needs_telling =
            process.kind == ServerKind::daphne || process.kind == ServerKind::uvicorn;
        if (needs_telling) add_own(graph, dispute.process, dispute);
        if (!dispute.said.empty()) disputes.push_back(std::move(dispute));
    }
    return disputes;
}

bool is_disputed(const std::vector<SocketDispute>& disputes, const Endpoint& target) {
    return std::any_of(disputes.begin(), disputes.end(), [&](const SocketDispute& dispute) {
        if (!dispute.takes_handed) return is_among(target, dispute.handed);
        return std::any_of(dispute.said.begin(), dispute.said.end(),
                           [&](const Endpoint& said) { return reaches(target, said); });
    });
}

}  // namespace stackc
