#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// With `satisfy any` whoever is not allowed by address must show a password.
static bool asks_otherwise(const Graph& graph, ScopeId scope) {
    const Directive* satisfy = graph.effective(scope, "satisfy");
    return satisfy != nullptr && satisfy->arg(0) == "any";
}

static void check_block(const Graph& graph, const Scope& scope, Reporter& report) {
    const Directive* allow = nullptr;
    for (const Directive& use : scope.directives) {
        if (use.name() != "allow") continue;
        if (use.args().empty() || use.arg(0) == "all" || use.args()[0].has_hole) return;
        allow = &use;
    }
    if (allow == nullptr || !scope.is_fully_read || stated(scope, "deny") != nullptr) return;
    if (asks_otherwise(graph, graph.id_of(scope))) return;
    report.at(allow->span(), "`allow` without `deny all` keeps nobody out")
        .note("nginx lets in whoever no rule speaks about")
        .fix(
            "put `deny all;` after the rules", Safety::unsafe,
            {{{allow->span().file, allow->node().span.end, allow->node().span.end}, " deny all;"}});
}

static void find_open_lists(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        // The root of a lone file is never read as a whole.
        if (scope.parent) check_block(graph, scope, report);
    }
}

extern constexpr Rule ngx054_allow_without_deny{
    .summary = "a list of allowed addresses that denies nobody",
    .why =
        "nginx lets in whoever no rule speaks about: without `deny all` an admin page is open to "
        "everyone.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/allow_without_deny/ "
        "http://nginx.org/en/docs/http/ngx_http_access_module.html",
    .bad = R"(server {
    listen 80;
    location /admin/ { allow 10.0.0.0/8; proxy_pass http://127.0.0.1:8000; }
}
)",
    .good = R"(server {
    listen 80;
    location /admin/ { allow 10.0.0.0/8; deny all; proxy_pass http://127.0.0.1:8000; }
}
)",
    .check = find_open_lists,
};

}  // namespace stackc::rules
