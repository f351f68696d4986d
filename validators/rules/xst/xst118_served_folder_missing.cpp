#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_missing_folders(const Graph& graph, Reporter& report) {
    for (const PathUse& use : graph.path_uses) {
        const bool is_served = use.role == PathRole::static_files && use.process && !use.is_written;
        if (!is_served || !runs_here(graph, graph.at(*use.process)) || !is_missing(graph, use.path)) continue;
        report.at(use.span, fmt::format("`{}` is not there, so there is nothing to serve", quoted(use.path)))
            .note(fmt::format("every request for it ends in 404: `open() \"{}/…\" failed (2: No such file or directory)`", quoted(use.path)));
    }
}

extern constexpr Rule xst118_served_folder_missing{
    .summary = "files are served from a folder that is not there",
    .why = "nginx looks for the folder only when a request comes: 404, and pages without style sheets. As a rule the path has a slip, or "
           "`collectstatic` was never run.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx uwsgi",
    .sources = "observed:nginx-1.22.1 http://nginx.org/en/docs/http/ngx_http_core_module.html#alias",
    .check = find_missing_folders,
};

}  // namespace stackc::rules
