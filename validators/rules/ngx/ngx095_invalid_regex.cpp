#include <fmt/format.h>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void check_regex(std::string_view pattern, Span span, Reporter& report) {
    if (pattern.empty() || Regex::compile(pattern)) return;
    report.at(span, fmt::format("`{}` is no regular expression", quoted(pattern)))
        .note(
            "nginx does not start: `[emerg] pcre2_compile() failed: missing closing parenthesis` "
            "or the like")
        .note(
            "quote an expression that holds `{`, `}` or `;`, and escape a bracket that is meant as "
            "such");
}

static void check_names(const Directive& use, Reporter& report) {
    for (const Word& word : use.args()) {
        if (!word.has_hole && word.value.starts_with('~'))
            check_regex(word.value.substr(1), word.span, report);
    }
}

static void find_invalid_regexes(const Graph& graph, Reporter& report) {
    for (const Scope& scope : graph.scopes) {
        const std::optional<RouteMatch> match = match_of(scope);
        const bool is_regex =
            match && (match->kind == MatchKind::regex || match->kind == MatchKind::regex_icase);
        if (is_regex) check_regex(match->path, match->span, report);
        for (const Directive& use : scope.directives) {
            if (use.name() == "server_name") check_names(use, report);
            if (use.name() == "fastcgi_split_path_info" && !use.args().empty() &&
                !use.args()[0].has_hole)
                check_regex(use.arg(0), use.args()[0].span, report);
            if (use.name() == "rewrite" && use.args().size() >= 2 && !use.args()[0].has_hole)
                check_regex(use.arg(0), use.args()[0].span, report);
        }
    }
}

extern constexpr Rule ngx095_invalid_regex{
    .summary = "a regular expression that does not compile",
    .why =
        "nginx refuses the whole configuration: `[emerg] pcre2_compile() failed: missing closing "
        "parenthesis in \"^/(a\"`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/core/ngx_regex.c "
        "http://nginx.org/en/docs/http/server_names.html#regex_names",
    .bad = R"(server {
    listen 8080;
    location ~ ^/(a|b { return 204; }
}
)",
    .good = R"(server {
    listen 8080;
    location ~ ^/(a|b) { return 204; }
}
)",
    .check = find_invalid_regexes,
};

}  // namespace stackc::rules
