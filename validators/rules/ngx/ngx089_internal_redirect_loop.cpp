#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_loops(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "try_files")) {
        if (use.directive.args().size() < 2) continue;
        const Word& last = use.directive.args().back();
        if (last.value != "$uri" && last.value != "$uri/") continue;
        const std::uint32_t end = use.directive.span().end;
        report
            .at(last.span, fmt::format("`try_files` ends in `{}`, which it does not test but goes "
                                       "to: a loop where no file is there",
                                       last.value))
            .note(
                "a missing file is a 500: `rewrite or internal redirection cycle while internally "
                "redirecting to \"/x/\"`")
            .fix("append `=404`", Safety::safe, {{{last.span.file, end, end}, " =404"}});
    }
}

extern constexpr Rule ngx089_internal_redirect_loop{
    .summary = "a try_files whose last resort is the URL itself",
    .why =
        "The last argument of `try_files` is not tested: nginx goes there. With `$uri/` it comes "
        "back to the same "
        "location until it gives up: a 500 instead of a 404, `rewrite or internal redirection "
        "cycle`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_core_module.html#try_files",
    .bad = R"(server {
    listen 80;
    root /srv/shop/public;
    location / { try_files $uri $uri/; }
}
)",
    .good = R"(server {
    listen 80;
    root /srv/shop/public;
    location / { try_files $uri $uri/ =404; }
}
)",
    .check = find_loops,
};

}  // namespace stackc::rules
