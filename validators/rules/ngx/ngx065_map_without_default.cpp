#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// `if ($x = no)` above a block that turns the request away.
struct Refusal {
    std::string variable;
    std::string value;
    const Scope* scope = nullptr;
};
}  // namespace

/// An empty value is not asked for here.
static std::optional<Refusal> refusing_test(const Scope& scope) {
    if (scope.kind != "if") return std::nullopt;
    const Directive* answer = stated(scope, "return");
    if (answer == nullptr || answer->args().empty() || !answer->arg(0).starts_with('4'))
        return std::nullopt;
    const std::span<const Word> args = scope.head.args();
    if (args.size() != 3 || args[1].value != "=" || trim(args[2].value).empty() ||
        args[2].value == ")")
        return std::nullopt;
    std::string_view name = args[0].value;
    while (!name.empty() && (name.front() == '(' || name.front() == ' ')) name.remove_prefix(1);
    if (!name.starts_with('$')) return std::nullopt;
    std::string_view value = args[2].value;
    while (value.ends_with(')')) value.remove_suffix(1);
    return Refusal{to_lower(name.substr(1)), std::string(trim(value)), &scope};
}

/// A table of those to refuse leaves out the others on purpose: `bot 1;` and `if ($x = 1)`.
static bool lists_refused(const Scope& table, const std::string& refused) {
    static constexpr std::array<std::string_view, 6> negative{"0", "no", "off", "false", "none", "unknown"};
    const bool is_listed = std::any_of(table.directives.begin(), table.directives.end(),
                                       [&](const Directive& entry) { return !entry.args().empty() && entry.arg(0) == refused; });
    return is_listed && std::find(negative.begin(), negative.end(), refused) == negative.end();
}

/// The variable that a `map` or `geo` sets.
static std::string made_variable(const Scope& scope) {
    const std::span<const Word> args = scope.head.args();
    if (args.empty() || !args.back().value.starts_with('$')) return {};
    return to_lower(args.back().value.substr(1));
}

static bool has_default(const Scope& scope) {
    if (!scope.is_fully_read || stated(scope, "default") != nullptr ||
        stated(scope, "include") != nullptr)
        return true;
    return std::any_of(
        scope.directives.begin(), scope.directives.end(), [](const Directive& entry) {
            return entry.name().starts_with("0.0.0.0/0") || entry.node().name.has_hole;
        });
}

static void find_open_tables(const Graph& graph, Reporter& report) {
    std::map<std::string, Refusal> tests;
    for (const Scope& scope : graph.scopes)
        if (const std::optional<Refusal> test = refusing_test(scope))
            tests.emplace(test->variable, *test);
    for (const Scope& table : graph.scopes) {
        if ((table.kind != "map" && table.kind != "geo") || table.head.document == nullptr ||
            has_default(table))
            continue;
        const auto test = tests.find(made_variable(table));
        if (test == tests.end() || lists_refused(table, test->second.value) ||
            !graph.are_together(table.head.span().file, test->second.scope->head.span().file))
            continue;
        report
            .at(table.head.span(),
                fmt::format("`{}` has no `default`, and what it does not list passes", table.kind))
            .label(test->second.scope->head.span(), "an empty value is not refused here")
            .note(
                "a value that is not listed leaves the variable empty; say `default` with the "
                "value to refuse");
    }
}

extern constexpr Rule ngx065_map_without_default{
    .summary = "a map without a default that decides who is let in",
    .why =
        "What the map does not list gives an empty value, which a test for `= 0` does not catch: "
        "who was not thought "
        "of gets in.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_map_module.html#map "
        "https://gixy.io/plugins/hash_without_default/",
    .bad = R"(geo $is_known {
    10.0.0.0/8 1;
    192.0.2.0/24 0;
}
server {
    listen 80;
    if ($is_known = 0) { return 403; }
}
)",
    .good = R"(geo $is_known {
    default 0;
    10.0.0.0/8 1;
}
server {
    listen 80;
    if ($is_known = 0) { return 403; }
}
)",
    .check = find_open_tables,
};

}  // namespace stackc::rules
