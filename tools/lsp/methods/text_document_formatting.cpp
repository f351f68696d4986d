#include "tools/lsp/convert.h"
#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

static Json answer_formatting(Server& server, const Json& params) {
    const std::optional<View> view = server.view(params);
    if (!view || view->frontend().format == nullptr || view->document->has_errors()) return nullptr;
    std::string text = view->frontend().format(*view->document);
    if (text == view->document->text()) return Json::array();
    return Json::array({{{"range", to_range(view->lines(), view->source().whole(), server.encoding())}, {"newText", std::move(text)}}});
}

static void announce_formatting(Json& capabilities, const Server&) { capabilities["documentFormattingProvider"] = true; }

extern const Method text_document_formatting{
    .name = "textDocument/formatting", .answer = answer_formatting, .announce = announce_formatting};

}  // namespace stackc::lsp::methods
