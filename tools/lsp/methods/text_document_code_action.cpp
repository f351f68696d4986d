#include <algorithm>

#include "tools/lsp/convert.h"
#include "tools/lsp/publisher.h"
#include "tools/lsp/server.h"

namespace stackc::lsp::methods {

static Json to_edits(const Analysis& analysis, std::span<const Edit> edits, FileId file, Encoding encoding) {
    Json result = Json::array();
    for (const Edit& edit : edits) {
        if (edit.span.file != file) continue;
        result.push_back({{"range", to_range(analysis.sources->lines(file), edit.span, encoding)}, {"newText", edit.replacement}});
    }
    return result;
}

/// The edits of one or more files, with the versions that they are meant for.
static Json to_workspace_edit(const Server& server, const Analysis& analysis, std::span<const Edit> edits) {
    std::vector<FileId> files;
    for (const Edit& edit : edits) {
        if (std::find(files.begin(), files.end(), edit.span.file) == files.end()) files.push_back(edit.span.file);
    }
    const bool is_versioned = is_set(server.client(), "workspace.workspaceEdit.documentChanges");
    Json changes = is_versioned ? Json::array() : Json::object();
    for (const FileId file : files) {
        const Path& path = analysis.sources->path(file);
        Json list = to_edits(analysis, edits, file, server.encoding());
        if (!is_versioned) {
            changes[server.uri(path)] = std::move(list);
            continue;
        }
        const Buffer* buffer = server.buffer(path);
        const Json version = buffer != nullptr ? Json(buffer->version) : Json(nullptr);
        changes.push_back({{"textDocument", {{"uri", server.uri(path)}, {"version", version}}}, {"edits", std::move(list)}});
    }
    return {{is_versioned ? "documentChanges" : "changes", std::move(changes)}};
}

static Json to_action(const Server& server, const View& view, const ShownDiagnostic& shown, const Fix& fix) {
    return {{"title", fix.title},
            {"kind", "quickfix"},
            {"isPreferred", fix.safety == Safety::safe && &fix == shown.diagnostic->fixes.data()},
            {"diagnostics", {to_json(shown, *view.analysis, server.encoding())}},
            {"edit", to_workspace_edit(server, *view.analysis, fix.edits)}};
}

/// Whether the client asks for quick fixes: by their kind, one above it, or none at all.
static bool wants_quick_fixes(const Json& params) {
    const Json* only = find(params, "context.only");
    if (only == nullptr || !only->is_array() || only->empty()) return true;
    return lists(params, "context.only", "quickfix") || lists(params, "context.only", "");
}

static Json answer_code_action(Server& server, const Json& params) {
    Json result = Json::array();
    const std::optional<View> view = server.view(params);
    if (!view || !wants_quick_fixes(params)) return result;
    const Json& range = params.at("range");
    const std::uint32_t begin = view->lines().offset(read_position(range.at("start")), server.encoding());
    const std::uint32_t end = view->lines().offset(read_position(range.at("end")), server.encoding());
    for (const ShownDiagnostic& shown : shown(*view->analysis)) {
        if (shown.span.file != view->file || shown.span.begin > end || shown.span.end < begin) continue;
        for (const Fix& fix : shown.diagnostic->fixes) result.push_back(to_action(server, *view, shown, fix));
    }
    return result;
}

static void announce_code_action(Json& capabilities, const Server&) {
    capabilities["codeActionProvider"] = {{"codeActionKinds", {"quickfix"}}};
}

extern const Method text_document_code_action{
    .name = "textDocument/codeAction", .answer = answer_code_action, .announce = announce_code_action};

}  // namespace stackc::lsp::methods
