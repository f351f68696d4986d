// A method of the protocol: one file below tools/lsp/methods that defines one `Method`. The
// generated table lists them; what a method needs the client to know it announces itself.
#pragma once

#include <span>
#include <string_view>

#include "tools/lsp/json.h"

namespace stackc::lsp {

class Server;

struct Method {
    std::string_view name;  // "textDocument/hover"
    /// Answers a request. Null for a notification.
    Json (*answer)(Server& server, const Json& params) = nullptr;
    /// Takes note of a notification. Null for a request.
    void (*take)(Server& server, const Json& params) = nullptr;
    /// Adds to the capabilities that the client is told of. May be null.
    void (*announce)(Json& capabilities, const Server& server) = nullptr;
};

namespace methods {
/// Every method, from the generated table.
std::span<const Method* const> all();
}  // namespace methods

}  // namespace stackc::lsp
