#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_relative_folders(const Graph& graph, Reporter& report) {
    for (const std::string_view directive : {"root", "alias"}) {
        for (const DirectiveUse& use : uses_of(graph, directive)) {
            if (use.directive.args().size() != 1) continue;
            const Word& folder = use.directive.args()[0];
            // `root html;` is how nginx's own sample names its welcome page.
            if (is_variable(folder) || folder.value.empty() || folder.value.starts_with('/') ||
                folder.value == "html")
                continue;
            report
                .at(folder.span,
                    fmt::format("`{} {}` starts from the folder that nginx was built for",
                                directive, quoted(folder.value)))
                .note(fmt::format("Debian's looks in `/usr/share/nginx/{}`, others elsewhere",
                                  quoted(folder.value)))
                .note("write the whole path");
        }
    }
}

extern constexpr Rule ngx088_relative_root{
    .summary = "a root without a leading slash",
    .why =
        "It starts from the folder that nginx was built for, `/usr/share/nginx` on Debian, not "
        "from the site: a 404 for "
        "every file, and another place after a change of package.",
    .severity = Severity::info,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#root "
        "http://nginx.org/en/docs/switches.html",
    .bad = R"(server { listen 80; root srv/shop/public; }
)",
    .good = R"(server { listen 80; root /srv/shop/public; }
)",
    .check = find_relative_folders,
};

}  // namespace stackc::rules
