#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// Whether some block around `scope` says `param` at all; a set that is lost on the way in is
/// the matter of proxy-header-inheritance-lost.
static bool is_said_anywhere(const Graph& graph, ScopeId scope, std::string_view param) {
    for (std::optional<ScopeId> level = scope; level; level = graph.at(*level).parent) {
        if (!own_settings(graph.at(*level), param).empty()) return true;
    }
    return false;
}

static void check_pass(const Graph& graph, const PassFamily& family, const DirectiveUse& use,
                       Reporter& report) {
    if (surroundings_of(graph, use.scope) == Surroundings::unknown ||
        is_said_anywhere(graph, use.scope, family.param))
        return;
    report
        .at(use.directive.node().name.span,
            fmt::format("`{}` without a `{}` in force: the application gets an empty request",
                        family.pass, family.param))
        .note("a client gets an empty answer or a 502; uWSGI logs `Empty python request. skip.`")
        .note(fmt::format(
            "nginx hands over nothing by itself; its stock file `{}` names the usual values",
            family.params))
        .fix(fmt::format("insert `include {};`", family.params), Safety::safe,
             {insert_before(use.directive, fmt::format("include {};", family.params))});
}

static void find_missing_params(const Graph& graph, Reporter& report) {
    for (const PassFamily& family : pass_families()) {
        // What proxy_pass and grpc_pass hand over is the request itself.
        if (!family.param.ends_with("_param")) continue;
        for (const DirectiveUse& use : uses_of(graph, family.pass))
            check_pass(graph, family, use, report);
    }
}

extern constexpr Rule ngx027_upstream_params_missing{
    .summary = "uwsgi_pass, fastcgi_pass or scgi_pass without parameters",
    .why =
        "nginx sends the variables that `uwsgi_param` (`fastcgi_param`, `scgi_param`) names and "
        "nothing else. Without "
        "`include uwsgi_params;` uWSGI logs `Empty python request. skip.` and the client gets an "
        "empty answer.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_uwsgi_module.html "
        "https://github.com/unbit/uwsgi/issues/1032",
    .bad = R"(server {
    listen 80;
    location / {
        uwsgi_pass unix:/run/shop/web.sock;
    }
}
)",
    .good = R"(server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
    }
}
)",
    .check = find_missing_params,
};

}  // namespace stackc::rules
