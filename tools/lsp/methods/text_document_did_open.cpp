#include "tools/lsp/server.h"
#include "tools/lsp/uri.h"

namespace stackc::lsp::methods {

static void take_open(Server& server, const Json& params) {
    const Json& document = params.at("textDocument");
    Buffer buffer{document.at("uri").get<std::string>(), document.value("languageId", ""),
                  document.value("version", std::int64_t{0}), document.at("text").get<std::string>()};
    if (const std::optional<Path> path = to_path(buffer.uri)) server.projects().open(*path, std::move(buffer));
}

static void announce_sync(Json& capabilities, const Server&) {
    static constexpr int incremental = 2;
    capabilities["textDocumentSync"] = {{"openClose", true}, {"change", incremental}, {"save", {{"includeText", false}}}};
}

extern const Method text_document_did_open{
    .name = "textDocument/didOpen", .take = take_open, .announce = announce_sync};

}  // namespace stackc::lsp::methods
