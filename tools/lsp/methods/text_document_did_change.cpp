#include "tools/lsp/server.h"
#include "tools/lsp/uri.h"

namespace stackc::lsp::methods {

static void take_change(Server& server, const Json& params) {
    const Json& document = params.at("textDocument");
    const std::optional<Path> path = to_path(document.at("uri").get_ref<const std::string&>());
    if (!path) return;
    const Json* version = find(document, "version");
    const bool has_version = version != nullptr && version->is_number_integer();
    server.projects().change(*path, has_version ? version->get<std::int64_t>() : 0, params.at("contentChanges"),
                             server.encoding());
}

extern const Method text_document_did_change{.name = "textDocument/didChange", .take = take_change};

}  // namespace stackc::lsp::methods
