#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

/// Every block of more than one line; the line of its closing brace stays visible.
static Json answer_folding(Server& server, const Json& params) {
    Json result = Json::array();
    const std::optional<View> view = server.view(params);
    if (!view) return result;
    for (const Node& node : view->document->nodes()) {
        if (node.kind != NodeKind::block) continue;
        const std::uint32_t first = view->lines().position(node.header.end, server.encoding()).line;
        std::uint32_t last = view->lines().position(node.span.end, server.encoding()).line;
        if (!node.close.is_empty() && last > 0) --last;
        if (last > first) result.push_back({{"startLine", first}, {"endLine", last}});
    }
    return result;
}

static void announce_folding(Json& capabilities, const Server&) { capabilities["foldingRangeProvider"] = true; }

extern const Method text_document_folding_range{
    .name = "textDocument/foldingRange", .answer = answer_folding, .announce = announce_folding};

}  // namespace stackc::lsp::methods
