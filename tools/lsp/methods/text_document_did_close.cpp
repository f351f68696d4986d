#include "tools/lsp/server.h"
#include "tools/lsp/uri.h"

namespace stackc::lsp::methods {

static void take_close(Server& server, const Json& params) {
    const std::optional<Path> path = to_path(params.at("textDocument").at("uri").get_ref<const std::string&>());
    if (path) server.projects().close(*path);
}

extern const Method text_document_did_close{.name = "textDocument/didClose", .take = take_close};

}  // namespace stackc::lsp::methods
