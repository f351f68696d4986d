#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_host_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-';
}

/// The last host name that the expression spells: `a.com` of `^https://.*\.a\.com`.
static std::string host_in(std::string_view pattern) {
    std::string best;
    std::string run;
    for (std::size_t at = 0; at <= pattern.size(); ++at) {
        const bool is_escaped_dot = pattern.substr(at).starts_with("\\.");
        if (is_escaped_dot) ++at;
        if (is_escaped_dot ||
            (at < pattern.size() && (is_host_byte(pattern[at]) || pattern[at] == '.'))) {
            run += is_escaped_dot ? '.' : pattern[at];
            continue;
        }
        while (run.starts_with('.')) run.erase(0, 1);
        const std::size_t dot = run.rfind('.');
        if (dot != std::string::npos && dot > 0 && run.size() - dot > 2) best = run;
        run.clear();
    }
    return best;
}

/// A foreign site that the expression lets in, or nothing.
static std::optional<std::string> foreign_site(std::string_view pattern, bool ignores_case) {
    const std::optional<Regex> regex = Regex::compile(pattern, ignores_case);
    const std::string host = host_in(pattern);
    if (!regex || host.empty()) return std::nullopt;
    for (const std::string_view prefix : {"https://", "https://www.", "http://"}) {
        const std::string own = std::string(prefix) + host;
        if (!regex->matches(own)) continue;
        const std::string longer = own + ".evil.example";
        if (regex->matches(longer)) return longer;
        const std::string glued = "https://evil" + host;
        if (regex->matches(glued)) return glued;
        return std::nullopt;
    }
    return std::nullopt;
}

static void report_foreign(std::string_view pattern, bool ignores_case, Span span,
                           std::string_view header, Reporter& report) {
    const std::optional<std::string> foreign = foreign_site(pattern, ignores_case);
    if (!foreign) return;
    report.at(span, fmt::format("`{}` lets `{}` in as well", quoted(pattern), quoted(*foreign)))
        .note(fmt::format("whoever owns that name passes the check of `{}`", header))
        .note("anchor the expression at both ends: `^https://([a-z0-9-]+\\.)?shop\\.example$`");
}

static bool is_guarded_header(std::string_view variable) {
    return variable == "$http_origin" || variable == "$http_referer";
}

/// `if ($http_origin ~* regex)`: nginx takes the parentheses as part of the first and last word.
static void check_condition(const Directive& head, Reporter& report) {
    const std::span<const Word> args = head.args();
    if (args.size() < 3 || args[0].value.size() < 2 || args[2].has_hole) return;
    const std::string_view variable = args[0].value.substr(1);
    const std::string_view sign = args[1].value;
    if (!is_guarded_header(variable) ||
        (sign != "~" && sign != "~*" && sign != "!~" && sign != "!~*"))
        return;
    std::string_view pattern = args[2].value;
    if (args.size() == 3 && pattern.ends_with(')')) pattern.remove_suffix(1);
    report_foreign(pattern, sign.ends_with('*'), args[2].span, variable, report);
}

static void check_map(const Scope& map, Reporter& report) {
    if (!is_guarded_header(map.head.arg(0))) return;
    for (const Directive& entry : map.directives) {
        const Word& key = entry.node().name;
        if (key.has_hole || !key.value.starts_with('~')) continue;
        const bool ignores_case = key.value.starts_with("~*");
        report_foreign(key.value.substr(ignores_case ? 2 : 1), ignores_case, key.span,
                       map.head.arg(0), report);
    }
}

static void find_open_origins(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        if (scope.head.document == nullptr) continue;
        if (scope.kind == "if") check_condition(scope.head, report);
        if (scope.kind == "map") check_map(scope, report);
    }
}

extern constexpr Rule ngx052_origin_regex_unsafe{
    .summary = "a check of the origin that lets foreign sites in",
    .why =
        "Without an anchor at its end `shop\\.example` matches "
        "`https://shop.example.evil.example`: a foreign page reads "
        "answers with the visitor's cookies.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/origins/ "
        "https://github.com/yandex/gixy/blob/master/docs/en/plugins/origins.md",
    .bad = R"(server {
    listen 80;
    location / {
        if ($http_origin ~* "^https://shop\.example\.com") { return 204; }
        proxy_pass http://127.0.0.1:8000;
    }
}
)",
    .good = R"(server {
    listen 80;
    location / {
        if ($http_origin ~* "^https://shop\.example\.com$") { return 204; }
        proxy_pass http://127.0.0.1:8000;
    }
}
)",
    .check = find_open_origins,
};

}  // namespace stackc::rules
