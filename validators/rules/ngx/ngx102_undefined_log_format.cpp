#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The formats that the block of `kind`, `http` or `stream`, has; nginx reads from top to bottom,
/// but no format is written below its use on purpose.
static std::set<std::string> formats_of(const Graph& graph, std::string_view kind) {
    std::set<std::string> names;
    if (kind == "http") names.insert("combined");
    for (const DirectiveUse& use : uses_of(graph, "log_format")) {
        if (enclosing_id(graph, use.scope, kind)) names.emplace(use.directive.arg(0));
    }
    return names;
}

static void check_kind(const Graph& graph, std::string_view kind, Reporter& report) {
    const std::set<std::string> known = formats_of(graph, kind);
    for (const DirectiveUse& use : uses_of(graph, "access_log")) {
        const std::optional<ScopeId> block = enclosing_id(graph, use.scope, kind);
        if (!block || !is_read_to_the_top(graph, *block) || use.directive.args().size() < 2)
            continue;
        const Word& word = use.directive.args()[1];
        if (word.has_hole || use.directive.arg(0) == "off" ||
            known.contains(std::string(word.value)))
            continue;
        auto found =
            report.at(word.span, fmt::format("no `log_format` is called `{}`", quoted(word.value)));
        found.note(fmt::format("nginx does not start: `[emerg] unknown log format \"{}\"`",
                               quoted(word.value)));
        if (word.value.find('=') != std::string_view::npos)
            found.note("the format stands before parameters such as `buffer=32k`");
    }
}

static void find_undefined_formats(const Graph& graph, Reporter& report) {
    check_kind(graph, "http", report);
    check_kind(graph, "stream", report);
}

extern constexpr Rule ngx102_undefined_log_format{
    .summary = "an access log in a format that nothing defines",
    .why =
        "nginx refuses the whole configuration: `[emerg] unknown log format \"main\"`. `main` is "
        "not built in: nginx.org's own "
        "nginx.conf defines it, Debian's does not; `combined` is.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/modules/ngx_http_log_module.c "
        "http://nginx.org/en/docs/http/ngx_http_log_module.html#access_log",
    .bad = R"(#> nginx/nginx.conf
events {}
http {
    access_log access.log main;
    server { listen 80; }
}
)",
    .good = R"(#> nginx/nginx.conf
events {}
http {
    log_format main '$remote_addr "$request" $status';
    access_log access.log main;
    server { listen 80; access_log other.log combined; }
}
)",
    .check = find_undefined_formats,
};

}  // namespace stackc::rules
