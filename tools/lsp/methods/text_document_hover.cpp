#include "tools/lsp/navigation.h"
#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

static Json answer_hover(Server& server, const Json& params) {
    const std::optional<View> view = server.view(params);
    if (!view) return nullptr;
    const std::uint32_t offset = server.offset(*view, params);
    std::string text = describe_ends(*view, offset);
    if (view->frontend().hover != nullptr) {
        const std::string about = view->frontend().hover(*view->document, offset);
        if (!text.empty() && !about.empty()) text += "\n\n---\n\n";
        text += about;
    }
    if (text.empty()) return nullptr;
    const Json* formats = find(server.client(), "textDocument.hover.contentFormat");
    const bool is_plain = formats != nullptr && !lists(server.client(), "textDocument.hover.contentFormat", "markdown");
    return {{"contents", {{"kind", is_plain ? "plaintext" : "markdown"}, {"value", std::move(text)}}}};
}

static void announce_hover(Json& capabilities, const Server&) { capabilities["hoverProvider"] = true; }

extern const Method text_document_hover{
    .name = "textDocument/hover", .answer = answer_hover, .announce = announce_hover};

}  // namespace stackc::lsp::methods
