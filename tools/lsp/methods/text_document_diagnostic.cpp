#include "tools/lsp/server.h"
#include "tools/lsp/uri.h"

namespace stackc::lsp::methods {

static Json answer_diagnostic(Server& server, const Json& params) {
    server.projects().refresh();
    Json items = Json::array();
    if (const auto path = to_path(params.at("textDocument").at("uri").get_ref<const std::string&>())) {
        std::map<Path, Json> all = all_diagnostics(server.projects(), server.encoding());
        if (const auto found = all.find(*path); found != all.end()) items = std::move(found->second);
    }
    return {{"kind", "full"}, {"items", std::move(items)}};
}

// Only where the client asked for it: some clients show what is pushed and what is pulled.
static void announce_diagnostic(Json& capabilities, const Server& server) {
    if (!server.is_pulled()) return;
    capabilities["diagnosticProvider"] = {{"identifier", "stackc"}, {"interFileDependencies", true}, {"workspaceDiagnostics", true}};
}

extern const Method text_document_diagnostic{
    .name = "textDocument/diagnostic", .answer = answer_diagnostic, .announce = announce_diagnostic};

}  // namespace stackc::lsp::methods
