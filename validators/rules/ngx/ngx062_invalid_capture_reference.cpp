#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The highest `$N` in the text; 0 for none.
static std::uint64_t highest_capture(std::string_view text) {
    std::uint64_t highest = 0;
    for (const std::string& name : variables_in(text)) {
        // nginx 1.22.1 reads one digit: `$10` is `$1` followed by a 0.
        if (name.front() >= '1' && name.front() <= '9')
            highest = std::max<std::uint64_t>(highest, name.front() - '0');
    }
    return highest;
}

static void find_missing_groups(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "rewrite")) {
        const std::span<const Word> args = use.directive.args();
        if (args.size() < 2 || args[0].has_hole || args[1].has_hole) continue;
        const std::uint64_t used = highest_capture(args[1].value);
        if (used == 0) continue;
        const std::optional<Regex> regex = Regex::compile(args[0].value);
        if (!regex || regex->captures() >= used) continue;
        report
            .at(args[1].span,
                fmt::format("`${}` is always empty: the expression has {} group{}", used,
                            regex->captures(), regex->captures() == 1 ? "" : "s"))
            .label(args[0].span, "the groups of this expression count")
            .note("put the part to keep into parentheses: `^/old/(.*)$`");
    }
}

extern constexpr Rule ngx062_invalid_capture_reference{
    .summary = "a rewrite that uses a group its expression does not have",
    .why =
        "nginx puts nothing in its place: every URL is rewritten to the same one, and the rest of "
        "the path is lost.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/invalid_regex/ "
        "http://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite",
    .bad = R"(server { listen 80; rewrite ^/old/.*$ /new/$1 permanent; }
)",
    .good = R"(server { listen 80; rewrite ^/old/(.*)$ /new/$1 permanent; }
)",
    .check = find_missing_groups,
};

}  // namespace stackc::rules
