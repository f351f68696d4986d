#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

/// Every file that was looked at, so that files without findings are told to be clean.
static Json answer_workspace_diagnostic(Server& server, const Json&) {
    server.projects().refresh();
    std::map<Path, Json> all = all_diagnostics(server.projects(), server.encoding());
    for (const Project* project : server.projects().all()) {
        for (const AnalysedFile& file : project->analysis()->files) all.try_emplace(file.path, Json::array());
    }
    Json items = Json::array();
    for (auto& [path, list] : all) {
        const Buffer* buffer = server.buffer(path);
        const Json version = buffer != nullptr ? Json(buffer->version) : Json(nullptr);
        items.push_back({{"kind", "full"}, {"uri", server.uri(path)}, {"version", version}, {"items", std::move(list)}});
    }
    return {{"items", std::move(items)}};
}

extern const Method workspace_diagnostic{"workspace/diagnostic", answer_workspace_diagnostic};

}  // namespace stackc::lsp::methods
