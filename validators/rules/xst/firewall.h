// The firewall of a cloud that stands in front of the sites of a deployment.
#pragma once

#include "compiler/graph/graph.h"

namespace stackc {

/// The only security group near `file` that lets everybody in to 80 or 443, where all of its rules
/// are known and no balancer stands in front; else null.
const Host* find_web_firewall(const Graph& graph, FileId file);

/// Whether everybody may connect to the port.
const FirewallRule* find_open(const Host& host, std::uint16_t port);

/// The ports on which the sites near `file` are reached from outside: those of the machine, and
/// those that a container's are published at.
struct PublicPort {
    std::uint16_t port = 0;
    bool is_tls = false;
    Span span;
};
struct PublicPorts {
    std::vector<PublicPort> ports;
    bool is_complete = true;
};
PublicPorts find_public_ports(const Graph& graph, FileId file);

}  // namespace stackc
