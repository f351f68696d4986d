// The TCP ports that something listens on inside a container.
#pragma once

#include <vector>

#include "compiler/graph/places.h"

namespace stackc {

struct HeardPort {
    std::uint16_t port = 0;
    Span span;
    bool is_loopback = false;
    std::string server;  // `gunicorn "web"`
};

struct HeardPorts {
    std::vector<HeardPort> ports;
    bool is_complete = false;  // nothing else listens there

    const HeardPort* find(std::uint16_t port) const;
};

HeardPorts ports_heard(const Graph& graph, ContainerId container);

/// Whether the process may run in the container.
bool runs_in(const Process& process, ContainerId container);

}  // namespace stackc
