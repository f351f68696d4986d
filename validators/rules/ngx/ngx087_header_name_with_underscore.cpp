#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static void find_underscores(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "proxy_set_header")) {
        if (use.directive.args().size() != 2 || is_variable(use.directive.args()[0])) continue;
        const Word& name = use.directive.args()[0];
        if (name.value.find('_') == std::string_view::npos || use.directive.arg(1).empty())
            continue;
        // gunicorn takes these two from a proxy by just these names (22.0.0, forwarder_headers).
        if (name.value == "SCRIPT_NAME" || name.value == "PATH_INFO") continue;
        std::string mended(name.value);
        std::replace(mended.begin(), mended.end(), '_', '-');
        report
            .at(name.span, fmt::format("the header `{}` has an underscore, which many servers drop",
                                       quoted(name.value)))
            .note(
                "gunicorn 22 and later, daphne's and Django's servers, and another nginx leave it "
                "out without a word")
            .fix(fmt::format("write `{}`", quoted(std::string_view(mended))), Safety::unsafe,
                 {replace(name, mended)});
    }
}

extern constexpr Rule ngx087_header_name_with_underscore{
    .summary = "a header with an underscore in its name",
    .why =
        "In CGI `X_Real_IP` and `X-Real-IP` become one variable, so servers drop the first as a "
        "forgery: gunicorn since "
        "22.0, another nginx by default. The application does not see it.",
    .severity = Severity::info,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#underscores_in_headers "
        "https://github.com/benoitc/gunicorn/issues/3076",
    .bad = R"(server {
    listen 80;
    location / { proxy_set_header X_Real_IP $remote_addr; proxy_pass http://127.0.0.1:8000; }
}
)",
    .good = R"(server {
    listen 80;
    location / { proxy_set_header X-Real-IP $remote_addr; proxy_pass http://127.0.0.1:8000; }
}
)",
    .check = find_underscores,
};

}  // namespace stackc::rules
