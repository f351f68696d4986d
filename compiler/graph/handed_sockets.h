// Sockets that a manager opens and hands to the program it starts (systemd's socket units).
// Which server takes which descriptor is known only when all of them are in the graph.
#pragma once

#include <vector>

#include "compiler/graph/graph.h"

namespace stackc {

/// Gives listeners at a descriptor from 3 on the address, mode and owner of the socket that the
/// manager opened. gunicorn takes all sockets that it is handed, whatever its `bind` says; uWSGI
/// takes them besides its own.
void resolve_handed_sockets(Graph& graph);

/// Whether the manager opened the socket, with its own rights and in a folder that it makes.
bool is_handed(const Graph& graph, const Listener& listener);

/// A socket unit and the server that it starts, where the two disagree.
struct SocketDispute {
    ProcessId process{};
    std::vector<Endpoint> said;  // what the server is told to bind …
    Span said_at;                // … and where
    std::vector<HandedSocket> handed;
    /// gunicorn: it passes over what it is told. Else it never takes the handed sockets, and
    /// whoever connects there waits for ever.
    bool takes_handed = false;
};
std::vector<SocketDispute> find_socket_disputes(const Graph& graph);

/// Whether the address is said on one side of a dispute only: no client is served there, though a
/// file says that somebody binds it.
bool is_disputed(const std::vector<SocketDispute>& disputes, const Endpoint& target);

}  // namespace stackc
