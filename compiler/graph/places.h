// Where things are once containers are about: the same path is not the same file, 127.0.0.1 not
// the same host. Whoever compares paths or addresses of two processes asks here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/graph/graph.h"

namespace stackc {

/// Whether a client gets through to a listener. Unknown where containers are about but it is not
/// known in which the two are, or what stands behind a name.
enum class Reach : std::uint8_t { no, unknown, yes };

/// Whether `client` (null: not known who) reaches `listener` when it connects to `target`.
Reach reach(const Graph& graph, const Process* client, const Endpoint& target, const Listener& listener);

/// The listeners in the connection's deployment that it reaches at `target`.
std::vector<ListenerId> listeners_reached(const Graph& graph, const Connection& connection, const Endpoint& target);

/// What a path of a container really is: a place in a volume, on the machine, or its own.
struct Location {
    enum class Kind : std::uint8_t { own, volume, machine, unknown } kind = Kind::own;
    ContainerId container{};  // of `own`
    std::string volume;       // its identity
    std::string path;         // in the volume, on the machine or in the container
    friend bool operator==(const Location&, const Location&) = default;
};
Location locate(const Graph& graph, ContainerId container, std::string_view path);

/// The path in the container of a file of the workspace that is mounted or copied there.
std::optional<std::string> path_in(const Container& container, std::string_view file);

/// The file of the workspace that a path of the container is, by what is mounted or copied there.
std::optional<std::string> workspace_path(const Container& container, std::string_view path);

/// Whether a port is published on every address of the machine.
bool is_everywhere(const PublishedPort& port);

/// Whether both are on one network, or share one.
bool share_network(const Container& a, const Container& b);
/// Whether both have one loopback.
bool share_loopback(const Graph& graph, ContainerId a, ContainerId b);
/// Whether others on its networks call the container so.
bool is_named(const Container& container, std::string_view host);
/// The containers of `from`'s project that are called so, on whatever network.
std::vector<ContainerId> containers_named(const Graph& graph, ContainerId from, std::string_view host);

/// What the container runs; null where it is not known.
const Program* main_program(const Graph& graph, ContainerId container);
/// The only container that the process may be in; nothing where there is none or several.
std::optional<ContainerId> container_of(const Graph& graph, const Process& process);
/// Whether all that listens in the container is known.
bool is_fully_known(const Graph& graph, ContainerId container);

/// Tells programs and processes whose files are mounted or copied into containers where they run.
/// The session calls it once every front end is done.
void place_in_containers(Graph& graph);

}  // namespace stackc
