// JSON as the language server speaks it, and the error codes of JSON-RPC and LSP.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace stackc::lsp {

using Json = nlohmann::json;

enum class ErrorCode : int {
    parse_error = -32700,
    invalid_request = -32600,
    method_not_found = -32601,
    invalid_params = -32602,
    internal_error = -32603,
    server_not_initialized = -32002,
    request_cancelled = -32800,
};

/// Thrown by the readers of parameters, like the JSON library's own exceptions; the dispatcher
/// answers both with `invalid_params`.
struct InvalidParams {
    std::string reason;
};

/// The object at `key` below `from`, by a path such as "textDocument.hover"; null where none is.
const Json* find(const Json& from, std::string_view path);

/// Whether the value at `path` is `true`.
bool is_set(const Json& from, std::string_view path);

/// Whether the value at `path` is an array that holds the string `wanted`.
bool lists(const Json& from, std::string_view path, std::string_view wanted);

/// `message` as it goes over the wire; bytes that are no UTF-8 are replaced.
std::string to_text(const Json& message);

}  // namespace stackc::lsp
