#include "compiler/graph/places.h"

#include <algorithm>

namespace stackc {

/// The rest of `path` below `folder`, "" for the folder itself.
static std::optional<std::string_view> below(std::string_view path, std::string_view folder) {
    while (folder.ends_with('/')) folder.remove_suffix(1);
    if (!path.starts_with(folder)) return std::nullopt;
    const std::string_view rest = path.substr(folder.size());
    if (!rest.empty() && rest[0] != '/') return std::nullopt;
    return rest;
}

// --------------------------------------------------------------------------------------- paths

/// The mount that the path lies in: the deepest.
static const Mount* mount_at(const Container& container, std::string_view path) {
    const Mount* found = nullptr;
    for (const Mount& mount : container.mounts) {
        if (!mount.target.is_known() || !below(path, *mount.target)) continue;
        if (found == nullptr || found->target->size() < mount.target->size()) found = &mount;
    }
    return found;
}

Location locate(const Graph& graph, ContainerId id, std::string_view path) {
    const Container& container = graph.at(id);
    Location location;
    location.container = id;
    location.path = path;
    const Mount* mount = mount_at(container, path);
    if (mount == nullptr) {
        const bool may_be_mounted = !container.is_fully_read || std::any_of(container.mounts.begin(), container.mounts.end(), [](const Mount& one) {
            return one.target.is_unknown();
        });
        if (may_be_mounted || container.is_described_by_image) location.kind = Location::Kind::unknown;
        return location;
    }
    location.path = *below(path, *mount->target);
    if (mount->kind == MountKind::tmpfs || mount->source.is_absent()) {
        location.path = path;
    } else if (mount->source.is_unknown()) {
        location.kind = Location::Kind::unknown;
    } else if (mount->kind == MountKind::volume) {
        location.kind = Location::Kind::volume;
        location.volume = *mount->source;
        location.container = {};
    } else {
        location.kind = Location::Kind::machine;
        location.path = normal_path(*mount->source + location.path);
        location.container = {};
    }
    return location;
}

std::optional<std::string> path_in(const Container& container, std::string_view file) {
    std::optional<std::string> found;
    std::size_t deepest = 0;
    const auto consider = [&](std::string_view source, std::string_view target) {
        const std::optional<std::string_view> rest = below(file, source);
        if (!rest || source.size() < deepest) return;
        deepest = source.size();
        found = normal_path(std::string(target) + std::string(*rest));
    };
    for (const CopiedPath& copied : container.copied) consider(copied.source, copied.target);
    for (const Mount& mount : container.mounts) {
        if (mount.kind == MountKind::host_path && mount.source.is_known() && mount.target.is_known()) consider(*mount.source, *mount.target);
    }
    return found;
}

std::optional<std::string> workspace_path(const Container& container, std::string_view path) {
    std::optional<std::string> found;
    std::size_t deepest = 0;
    const auto consider = [&](std::string_view source, std::string_view target) {
        const std::optional<std::string_view> rest = below(path, target);
        if (!rest || target.size() < deepest) return;
        deepest = target.size();
        found = normal_path(std::string(source) + std::string(*rest));
    };
    for (const CopiedPath& copied : container.copied) consider(copied.source, copied.target);
    // What is mounted hides what the image has there.
    for (const Mount& mount : container.mounts) {
        if (mount.kind == MountKind::host_path && mount.source.is_known() && mount.target.is_known()) consider(*mount.source, *mount.target);
    }
    return found;
}

// ------------------------------------------------------------------------------------ networks

bool is_everywhere(const PublishedPort& port) {
    return port.host_address.is_absent() || (port.host_address.is_known() && *port.host_address == "0.0.0.0");
}

bool share_network(const Container& a, const Container& b) {
    return std::any_of(a.networks.begin(), a.networks.end(), [&](const NetworkUse& one) {
        return std::any_of(b.networks.begin(), b.networks.end(), [&](const NetworkUse& other) { return one.name == other.name; });
    });
}

bool share_loopback(const Graph& graph, ContainerId a, ContainerId b) {
    if (a == b) return true;
    const Container& one = graph.at(a);
    const Container& other = graph.at(b);
    if (one.network_mode == NetworkMode::host && other.network_mode == NetworkMode::host) return true;
    if (one.project != other.project) return false;
    return one.network_of == other.name || other.network_of == one.name ||
           (!one.network_of.empty() && one.network_of == other.network_of);
}

bool is_named(const Container& container, std::string_view host) {
    if (std::find(container.names.begin(), container.names.end(), host) != container.names.end()) return true;
    return std::any_of(container.networks.begin(), container.networks.end(), [&](const NetworkUse& use) {
        return std::find(use.aliases.begin(), use.aliases.end(), host) != use.aliases.end();
    });
}

std::vector<ContainerId> containers_named(const Graph& graph, ContainerId from, std::string_view host) {
    std::vector<ContainerId> found;
    const Container& client = graph.at(from);
    for (const Container& container : graph.containers) {
        const bool is_near = container.project == client.project || share_network(container, client);
        if (is_near && is_named(container, host)) found.push_back(graph.id_of(container));
    }
    return found;
}

static bool is_published(const Container& container, std::uint16_t outside, std::uint16_t inside) {
    return std::any_of(container.published.begin(), container.published.end(), [&](const PublishedPort& port) {
        return port.host_port.is_known() && port.port.is_known() && *port.host_port == outside && *port.port == inside && !port.is_udp;
    });
}

/// A name by which a container may mean the machine that it runs on.
static bool is_machine_name(std::string_view host) { return host == "host.docker.internal" || host == "172.17.0.1"; }

static Reach as_reach(bool is_so) { return is_so ? Reach::yes : Reach::no; }

static Reach reach_tcp(const Graph& graph, ContainerId from, const TcpEndpoint& target, ContainerId to, const TcpEndpoint& at) {
    const Container& client = graph.at(from);
    const Container& server = graph.at(to);
    const bool is_own = is_loopback(target.host) || is_wildcard(target.host) || is_named(client, target.host);
    if (is_own && share_loopback(graph, from, to)) {
        TcpEndpoint local = target;
        if (is_named(client, target.host)) local.host = "127.0.0.1";
        return as_reach(reaches(local, at));
    }
    const bool is_on_machine = client.network_mode == NetworkMode::host;
    if (is_machine_name(target.host) || (is_own && is_on_machine)) {
        if (server.network_mode == NetworkMode::host) return as_reach(target.port == at.port);
        return as_reach(is_published(server, target.port, at.port));
    }
    if (is_own) return Reach::no;
    if (is_address(target.host)) return Reach::unknown;
    // Which names an image gets is said where it is run.
    if (client.is_described_by_image || server.is_described_by_image) return Reach::unknown;
    if (!is_named(server, target.host)) return Reach::no;
    if (client.network_mode == NetworkMode::unknown || server.network_mode == NetworkMode::unknown) return Reach::unknown;
    if (!share_network(client, server) || is_loopback(at.host)) return Reach::no;
    return as_reach(target.port == at.port);
}

static Reach reach_between(const Graph& graph, ContainerId from, const Endpoint& target, ContainerId to, const Endpoint& at) {
    const TcpEndpoint* tcp = as_tcp(target);
    const TcpEndpoint* bound = as_tcp(at);
    if (tcp != nullptr && bound != nullptr) return reach_tcp(graph, from, *tcp, to, *bound);
    const UnixEndpoint* socket = as_unix(target);
    const UnixEndpoint* made = as_unix(at);
    if (socket == nullptr || made == nullptr) return as_reach(from == to && target == at);
    if (from == to) return as_reach(*socket == *made);
    // An abstract socket belongs to the network namespace.
    if (socket->path.starts_with('@')) return as_reach(*socket == *made && share_loopback(graph, from, to));
    const Location wanted = locate(graph, from, socket->path);
    const Location bound_at = locate(graph, to, made->path);
    const bool is_unknown = wanted.kind == Location::Kind::unknown || bound_at.kind == Location::Kind::unknown;
    return is_unknown ? Reach::unknown : as_reach(wanted == bound_at);
}

/// One of the two is in a container and of the other it is not known where it is.
static bool is_reached_from_outside(const Graph& graph, const Endpoint& target, const Listener& listener) {
    const TcpEndpoint* tcp = as_tcp(target);
    const TcpEndpoint* bound = as_tcp(*listener.endpoint);
    if (tcp == nullptr || bound == nullptr) return false;
    const std::vector<ContainerId>& places = graph.at(listener.process).containers;
    return std::any_of(places.begin(), places.end(), [&](ContainerId id) { return is_published(graph.at(id), tcp->port, bound->port); });
}

Reach reach(const Graph& graph, const Process* client, const Endpoint& target, const Listener& listener) {
    if (!listener.endpoint.is_known()) return Reach::unknown;
    const std::vector<ContainerId>& servers = graph.at(listener.process).containers;
    if (servers.empty() && (client == nullptr || client->containers.empty())) return as_reach(reaches(target, *listener.endpoint));
    if (client == nullptr || client->containers.empty() || servers.empty()) {
        if (is_reached_from_outside(graph, target, listener)) return Reach::yes;
        return reaches(target, *listener.endpoint) ? Reach::unknown : Reach::no;
    }
    Reach best = Reach::no;
    for (const ContainerId from : client->containers) {
        for (const ContainerId to : servers) best = std::max(best, reach_between(graph, from, target, to, *listener.endpoint));
    }
    // Where it is not known, at least the addresses must fit.
    const bool may = best == Reach::unknown && !reaches(target, *listener.endpoint);
    return may ? Reach::no : best;
}

std::vector<ListenerId> listeners_reached(const Graph& graph, const Connection& connection, const Endpoint& target) {
    const Process* client = connection.client ? &graph.at(*connection.client) : nullptr;
    std::vector<ListenerId> found;
    for (const Listener& listener : graph.listeners) {
        if (!listener.endpoint.is_known() || !graph.are_together(connection.span.file, listener.span.file)) continue;
        if (reach(graph, client, target, listener) != Reach::no) found.push_back(graph.id_of(listener));
    }
    return found;
}

// ----------------------------------------------------------------------------------- processes

const Program* main_program(const Graph& graph, ContainerId container) {
    const auto found = std::find_if(graph.programs.begin(), graph.programs.end(), [&](const Program& program) {
        return program.manager == ManagerKind::docker && program.container == container;
    });
    return found == graph.programs.end() ? nullptr : &*found;
}

std::optional<ContainerId> container_of(const Graph&, const Process& process) {
    return process.containers.size() == 1 ? std::optional(process.containers.front()) : std::nullopt;
}

bool is_fully_known(const Graph& graph, ContainerId id) {
    const Container& container = graph.at(id);
    const Program* main = main_program(graph, id);
    if (!container.is_fully_read || main == nullptr || !main->is_fully_read) return false;
    bool has_process = false;
    for (const Process& process : graph.processes) {
        if (std::find(process.containers.begin(), process.containers.end(), id) == process.containers.end()) continue;
        has_process = true;
        if (!process.is_fully_read || process.kind == ServerKind::other) return false;
    }
    for (const Listener& listener : graph.listeners) {
        const std::vector<ContainerId>& places = graph.at(listener.process).containers;
        if (!listener.endpoint.is_known() && std::find(places.begin(), places.end(), id) != places.end()) return false;
    }
    return has_process;
}

namespace {

/// Whether the container's command starts what `kind` is; a manager or a script may start any.
bool starts(const Graph& graph, ContainerId id, ServerKind kind) {
    const Program* main = main_program(graph, id);
    if (main == nullptr) return false;
    return std::any_of(graph.processes.begin(), graph.processes.end(), [&](const Process& process) {
        return process.program && &graph.at(*process.program) == main && process.kind == kind;
    });
}

bool runs_supervisor(const Graph& graph, ContainerId id) {
    const Program* main = main_program(graph, id);
    if (main == nullptr) return false;
    return std::any_of(main->command.begin(), main->command.end(), [](const Argument& word) {
        return word.text.find("supervisord") != std::string::npos;
    });
}

class Placer {
  public:
    explicit Placer(Graph& graph) : graph_(graph) {}

    void run() {
        for (Program& program : graph_.programs) {
            if (program.manager == ManagerKind::docker || program.container) continue;
            const std::vector<ContainerId> places = holders(program.file);
            const auto found = std::find_if(places.begin(), places.end(), [&](ContainerId id) { return runs_supervisor(graph_, id); });
            if (found != places.end()) program.container = *found;
        }
        for (Program& program : graph_.programs) {
            const bool is_supervisor = program.container && program.manager == ManagerKind::docker && runs_supervisor(graph_, *program.container);
            if (is_supervisor && !has_programs(*program.container)) program.is_fully_read = false;
        }
        for (Process& process : graph_.processes) place(process);
        // Their paths are those of another tree than the machine's.
        std::erase_if(graph_.path_uses, [&](const PathUse& use) { return use.process && !graph_.at(*use.process).containers.empty(); });
    }

  private:
    bool has_programs(ContainerId id) const {
        return std::any_of(graph_.programs.begin(), graph_.programs.end(), [&](const Program& program) {
            return program.manager == ManagerKind::supervisor && program.container == id;
        });
    }

    /// The containers that hold the file.
    std::vector<ContainerId> holders(FileId file) const {
        std::vector<ContainerId> found;
        const Document* document = graph_.document_of(file);
        if (document == nullptr) return found;
        const std::string path = document->source().path.string();
        for (const Container& container : graph_.containers) {
            if (path_in(container, path)) found.push_back(graph_.id_of(container));
        }
        return found;
    }

    void place(Process& process) {
        std::vector<ContainerId> started;
        if (process.program && graph_.at(*process.program).container) started.push_back(*graph_.at(*process.program).container);
        if (process.program && (started.empty() || process.kind != ServerKind::nginx)) {
            process.containers = std::move(started);
            return;
        }
        // Several nginx containers may hold one configuration, of which a command names but one.
        std::vector<ContainerId> fitting;
        for (const ContainerId id : holders(process.config.value_or(process.span.file))) {
            const bool is_started = std::find(started.begin(), started.end(), id) != started.end();
            if (is_started || starts(graph_, id, process.kind) || runs_supervisor(graph_, id)) fitting.push_back(id);
        }
        process.containers = fitting.empty() ? std::move(started) : std::move(fitting);
    }

    Graph& graph_;
};

}  // namespace

void place_in_containers(Graph& graph) {
    if (!graph.containers.empty()) Placer(graph).run();
}

}  // namespace stackc
