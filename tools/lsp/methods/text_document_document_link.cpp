#include <algorithm>

#include "tools/lsp/convert.h"
#include "tools/lsp/navigation.h"
#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

/// Links to the files that the document names one by one; a pattern leads nowhere in particular.
static Json answer_links(Server& server, const Json& params) {
    Json result = Json::array();
    const std::optional<View> view = server.view(params);
    if (!view) return result;
    for (const NamedFile& named : find_named_files(*view, server.projects().files())) {
        if (named.paths.size() != 1) continue;
        Json link = {{"range", to_range(view->lines(), named.span, server.encoding())}, {"target", server.uri(named.paths[0])}};
        // A reference of the reader and a program that was found may be one and the same.
        if (std::find(result.begin(), result.end(), link) == result.end()) result.push_back(std::move(link));
    }
    return result;
}

static void announce_links(Json& capabilities, const Server&) { capabilities["documentLinkProvider"] = {{"resolveProvider", false}}; }

extern const Method text_document_document_link{
    .name = "textDocument/documentLink", .answer = answer_links, .announce = announce_links};

}  // namespace stackc::lsp::methods
