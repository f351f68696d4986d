#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// Upper-case letters in the name of a variable that the configuration makes.
static void find_mixed_case(const Graph& graph, Reporter& report) {
    std::map<std::string, const Word*> spelled;
    for (const DirectiveUse& use : uses_of(graph, "set")) {
        if (use.directive.args().size() != 2 || use.directive.args()[0].has_hole) continue;
        const Word& name = use.directive.args()[0];
        const auto [first, is_new] = spelled.emplace(to_lower(name.value), &name);
        if (is_new || first->second->value == name.value ||
            !graph.are_together(first->second->span.file, name.span.file))
            continue;
        report
            .at(name.span, fmt::format("`{}` and `{}` are one variable", quoted(name.value),
                                       quoted(first->second->value)))
            .label(first->second->span, "spelled so here")
            .note("nginx's variables have no case: the later `set` overwrites the earlier one")
            .fix("spell it alike", Safety::safe, {replace(name, first->second->value)});
    }
}

extern constexpr Rule ngx064_mixed_case_variable{
    .summary = "two spellings of one variable",
    .why =
        "nginx makes the names of variables lower case: `$Backend` and `$backend` hold one value, "
        "the one set last.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "https://gixy.io/plugins/mixed_case_variable/ observed:nginx-1.22.1",
    .bad = R"(server {
    listen 80;
    set $backend 127.0.0.1:8000;
    location /old/ { set $Backend 127.0.0.1:8001; proxy_pass http://$backend; }
}
)",
    .good = R"(server {
    listen 80;
    set $backend 127.0.0.1:8000;
    location /old/ { set $backend 127.0.0.1:8001; proxy_pass http://$backend; }
}
)",
    .check = find_mixed_case,
};

}  // namespace stackc::rules
