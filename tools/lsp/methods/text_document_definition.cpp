#include "tools/lsp/navigation.h"
#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

static Json answer_definition(Server& server, const Json& params) {
    const std::optional<View> view = server.view(params);
    if (!view) return nullptr;
    Json result = Json::array();
    for (const Destination& to : find_definitions(*view, server.projects().files(), server.offset(*view, params))) {
        result.push_back(server.location(*view->analysis, to.path, to.span));
    }
    return result;
}

static void announce_definition(Json& capabilities, const Server&) { capabilities["definitionProvider"] = true; }

extern const Method text_document_definition{
    .name = "textDocument/definition", .answer = answer_definition, .announce = announce_definition};

}  // namespace stackc::lsp::methods
