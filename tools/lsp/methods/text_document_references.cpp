#include "tools/lsp/navigation.h"
#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

static Json answer_references(Server& server, const Json& params) {
    const std::optional<View> view = server.view(params);
    if (!view) return nullptr;
    const bool with_declaration = is_set(params, "context.includeDeclaration");
    Json result = Json::array();
    for (const Destination& from : find_references(*view, server.offset(*view, params), with_declaration)) {
        result.push_back(server.location(*view->analysis, from.path, from.span));
    }
    return result;
}

static void announce_references(Json& capabilities, const Server&) { capabilities["referencesProvider"] = true; }

extern const Method text_document_references{
    .name = "textDocument/references", .answer = answer_references, .announce = announce_references};

}  // namespace stackc::lsp::methods
