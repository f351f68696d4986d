#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// NGX068 speaks of the two that every TLS site has.
static bool is_of_ngx068(const Graph& graph, const PathUse& use) {
    const Node* statement = statement_at(graph, use.span);
    return statement != nullptr && (statement->name.value == "ssl_certificate" || statement->name.value == "ssl_certificate_key");
}

/// What nginx opens or makes when it reads its files, `nginx -t` included.
static bool is_opened_at_start(const Graph& graph, const PathUse& use) {
    if (!use.process || graph.at(*use.process).kind != ServerKind::nginx || !runs_here(graph, graph.at(*use.process))) return false;
    const bool is_output = use.role == PathRole::log || use.role == PathRole::pid || use.role == PathRole::data;
    return (use.role == PathRole::certificate && !is_of_ngx068(graph, use)) || (is_output && use.is_written);
}

static std::string log_line(const PathUse& use) {
    const std::string path = quoted(use.path);
    if (use.role == PathRole::certificate) return fmt::format("cannot load `{}`: No such file or directory", path);
    if (use.role == PathRole::data) return fmt::format("mkdir() \"{}\" failed (2: No such file or directory)", path);
    return fmt::format("open() \"{}\" failed (2: No such file or directory)", path);
}

static void find_missing_paths(const Graph& graph, Reporter& report) {
    for (const PathUse& use : graph.path_uses) {
        if (!is_opened_at_start(graph, use)) continue;
        const bool is_input = use.role == PathRole::certificate;
        const std::string needed = is_input ? use.path : parent_path(use.path);
        if (!is_missing(graph, needed)) continue;
        report
            .at(use.span, is_input ? fmt::format("`{}` is not there", quoted(needed))
                                   : fmt::format("the folder `{}` is not there, and nginx makes none", quoted(needed)))
            .note(fmt::format("nginx does not start, and refuses a reload: `[emerg] {}`", log_line(use)));
    }
}

extern constexpr Rule xst101_nginx_path_missing{
    .summary = "a file or folder that nginx opens at its start is not there",
    .why = "nginx opens its logs, its pid file and its certificates before anything else and makes no folder above them. With one of "
           "them missing none of its sites answers: `[emerg] open() \"…\" failed (2: No such file or directory)`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1 https://nginx.org/en/docs/ngx_core_module.html#error_log",
    .check = find_missing_paths,
};

}  // namespace stackc::rules
