#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// True when nginx itself makes the answer, so that its type is `default_type`.
static bool is_answered_here(const Scope& scope) {
    return stated(scope, "return") != nullptr && stated(scope, "default_type") == nullptr &&
           pass_in(scope) == nullptr;
}

static void find_content_types(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "add_header")) {
        const std::span<const Word> args = use.directive.args();
        if (args.size() < 2 || !equals_ignoring_case(args[0].value, "Content-Type")) continue;
        auto found =
            report.at(use.directive.span(),
                      "`add_header Content-Type` adds a second type; `default_type` sets it");
        found.note("the answer carries two `Content-Type` lines, and clients take either");
        if (!is_answered_here(graph.at(use.scope)) || args.size() != 2) continue;
        const Span name = join(use.directive.node().name.span, args[0].span);
        found.fix("write `default_type`", Safety::safe, {{name, "default_type"}});
    }
}

extern constexpr Rule ngx032_add_header_content_type{
    .summary = "Content-Type set with add_header",
    .why =
        "nginx sends its own `Content-Type` beside the added one: the answer carries two lines, "
        "and clients take either.",
    .severity = Severity::info,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/add_header_content_type/ "
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#default_type",
    .bad = R"(server {
    listen 80;
    location = /health { add_header Content-Type text/plain; return 200 "ok"; }
}
)",
    .good = R"(server {
    listen 80;
    location = /health { default_type text/plain; return 200 "ok"; }
}
)",
    .check = find_content_types,
};

}  // namespace stackc::rules
