#include <fmt/format.h>

#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The directive of the block that was meant to keep people out, or null.
static const Directive* guard_in(const Scope& scope) {
    for (const std::string_view name : {"deny", "auth_basic", "auth_request"}) {
        const Directive* guard = stated(scope, name);
        if (guard != nullptr && guard->arg(0) != "off") return guard;
    }
    return nullptr;
}

static void find_bypassed_guards(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "return")) {
        const Scope& scope = graph.at(use.scope);
        if (scope.kind != "location" && scope.kind != "server") continue;
        const Directive* guard = guard_in(scope);
        // Who is refused anyway may be refused early.
        if (guard == nullptr || use.directive.arg(0).starts_with('4')) continue;
        report
            .at(use.directive.span(),
                fmt::format("`return` answers before `{}` is looked at", guard->name()))
            .label(guard->span(), "without effect")
            .note(
                "nginx runs `return` in the rewrite phase, access rules later: everyone gets the "
                "answer")
            .note("answer from a file, a proxy, or a named location behind `try_files`");
    }
}

extern constexpr Rule ngx048_return_bypasses_access{
    .summary = "a return in front of allow, deny or auth_basic",
    .why =
        "nginx runs `return` before access rules: a page that looks protected answers everyone, "
        "and nothing is logged.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/return_bypasses_allow_deny/ "
        "http://nginx.org/en/docs/dev/development_guide.html#http_phases",
    .bad = R"(server {
    listen 80;
    location /metrics { allow 10.0.0.1; deny all; return 200 "secret"; }
}
)",
    .good = R"(server {
    listen 80;
    location /metrics { allow 10.0.0.1; deny all; try_files /none @metrics; }
    location @metrics { return 200 "secret"; }
}
)",
    .check = find_bypassed_guards,
};

}  // namespace stackc::rules
