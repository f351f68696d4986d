#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool has_kind(const Graph& graph, const Scope& scope, std::string_view kind) {
    for (const ScopeId child : scope.children) {
        if (graph.at(child).kind == kind) return true;
    }
    return false;
}

/// The last mask that the block includes: where its sites were to come from.
static const Word* last_mask(const Scope& http) {
    const Document& document = *http.head.document;
    const Word* found = nullptr;
    for (const Node& node : document.children(http.head.id)) {
        if (node.kind != NodeKind::statement || node.name.value != "include" || node.arg_count != 1) continue;
        const Word& pattern = document.args(node)[0];
        if (pattern.value.find_first_of("*?[") != std::string_view::npos) found = &pattern;
    }
    return found;
}

/// Whether any file of nginx's has a server, also one that could not be put in its place.
static bool has_server_somewhere(const Graph& graph) {
    for (const auto& document : graph.documents) {
        if (document->dialect() != "nginx") continue;
        for (const Node& node : document->nodes()) {
            if (node.kind == NodeKind::block && node.name.value == "server") return true;
        }
    }
    return false;
}

static void find_empty_servers(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_paths || has_server_somewhere(graph)) return;
    for (const Scope& http : graph.scopes) {
        if (http.kind != "http" || http.head.document == nullptr || !http.is_fully_read || !http.parent) continue;
        const Scope& main = graph.at(*http.parent);
        if (!main.is_fully_read || has_kind(graph, http, "server") || has_kind(graph, main, "stream")) continue;
        const Word* mask = last_mask(http);
        auto found = mask == nullptr
                         ? report.at(http.head.node().name.span, "nginx has no `server` at all: it listens nowhere")
                         : report.at(mask->span, fmt::format("`{}` brings no `server`, and there is no other", quoted(mask->value)));
        found.note("`nginx -t` is content and nginx runs, but no port is open: clients see `Connection refused`");
    }
}

extern constexpr Rule xst111_no_server_block{
    .summary = "nginx has no server at all",
    .why = "nginx takes a mask that matches no file for nothing to say, and an empty `http` block for a valid one. It runs, `nginx -t` "
           "succeeds, and no port is open: every client gets `Connection refused`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1 http://nginx.org/en/docs/ngx_core_module.html#include",
    .check = find_empty_servers,
};

}  // namespace stackc::rules
