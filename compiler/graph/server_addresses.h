// Addresses of databases, caches and brokers that programs in containers are given: in Django's
// settings, in URLs of the environment, in pairs such as POSTGRES_HOST and POSTGRES_PORT.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/places.h"

namespace stackc {

struct ServerAddress {
    ContainerId from{};  // who connects
    std::string name;    // what says it: "DATABASES", "REDIS_URL"
    std::string host;    // as written
    std::uint16_t port = 0;
    bool is_port_stated = false;
    Span host_span;
    Span port_span;  // empty where no port is stated
    /// False where nothing shows that the program goes by it.
    bool is_used = true;
};

/// What containers with a network of their own are told, each place of the text once.
std::vector<ServerAddress> server_addresses(const Graph& graph);

}  // namespace stackc
