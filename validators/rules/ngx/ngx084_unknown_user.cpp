#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static void find_unknown_users(const Graph& graph, Reporter& report) {
    if (!graph.target.knows_accounts) return;
    for (const DirectiveUse& use : uses_of(graph, "user")) {
        if (graph.at(use.scope).kind != "main" || use.directive.args().empty() ||
            use.directive.args()[0].has_hole)
            continue;
        const Word& name = use.directive.args()[0];
        if (graph.find_user(name.value) != nullptr) continue;
        report.at(name.span, fmt::format("this machine has no user `{}`", quoted(name.value)))
            .note(fmt::format("nginx does not start: `[emerg] getpwnam(\"{}\") failed`",
                              quoted(name.value)))
            .note("Debian's package makes `www-data`, nginx.org's and Red Hat's make `nginx`");
    }
}

extern constexpr Rule ngx084_unknown_user{
    .summary = "nginx is to run as a user that does not exist",
    .why =
        "nginx does not start: `[emerg] getpwnam(\"nginx\") failed`. Typical of a file that comes "
        "from another "
        "distribution.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/ngx_core_module.html#user",
    .check = find_unknown_users,
};

}  // namespace stackc::rules
