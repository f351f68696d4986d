#include "tools/lsp/convert.h"
#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

/// The protocol's CompletionItemKind.
static int to_kind(Completion::Kind kind) {
    switch (kind) {
        case Completion::Kind::directive: return 14;  // Keyword
        case Completion::Kind::value: return 12;      // Value
        case Completion::Kind::path: return 17;       // File
        case Completion::Kind::variable: return 6;    // Variable
        case Completion::Kind::reference: return 18;  // Reference
    }
    unreachable("Completion::Kind");
}

/// Where the word that is being typed starts: what is inserted replaces it.
static std::uint32_t word_start(std::string_view text, std::uint32_t offset) {
    while (offset > 0 && std::string_view(" \t\r\n;{}[]'\"=,").find(text[offset - 1]) == std::string_view::npos) --offset;
    return offset;
}

static Json to_item(const Completion& completion, const Json& range) {
    const std::string& text = completion.insert.empty() ? completion.label : completion.insert;
    Json item{{"label", completion.label},
              {"kind", to_kind(completion.kind)},
              {"textEdit", {{"range", range}, {"newText", text}}}};
    if (!completion.detail.empty()) item["detail"] = completion.detail;
    return item;
}

static Json answer_completion(Server& server, const Json& params) {
    const std::optional<View> view = server.view(params);
    if (!view || view->frontend().complete == nullptr) return nullptr;
    const std::uint32_t offset = server.offset(*view, params);
    const Span typed{view->file, word_start(view->document->text(), offset), offset};
    const Json range = to_range(view->lines(), typed, server.encoding());
    Json items = Json::array();
    // A half-typed file has lost its ends: those of the last good analysis are offered.
    for (const Completion& completion : view->frontend().complete(*view->document, offset, view->last_good->graph)) {
        items.push_back(to_item(completion, range));
    }
    return {{"isIncomplete", false}, {"items", std::move(items)}};
}

static void announce_completion(Json& capabilities, const Server&) {
    capabilities["completionProvider"] = {{"triggerCharacters", {"/", ":", "$", "=", " "}}, {"resolveProvider", false}};
}

extern const Method text_document_completion{
    .name = "textDocument/completion", .answer = answer_completion, .announce = announce_completion};

}  // namespace stackc::lsp::methods
