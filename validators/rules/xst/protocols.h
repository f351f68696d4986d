// Links whose client speaks another protocol than the server understands.
#pragma once

#include <vector>

#include "compiler/graph/links.h"

namespace stackc {

struct WrongProtocol {
    ConnectionId connection{};
    ListenerId listener{};
    bool is_certain = false;
};

/// Connections that speak `spoken` to a listener of `understood`, each pair once.
std::vector<WrongProtocol> find_wrong_protocols(const Graph& graph, Protocol spoken, Protocol understood);

}  // namespace stackc
