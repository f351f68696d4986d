#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static void find_disclosures(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "server_tokens")) {
        if (use.directive.args().size() != 1 ||
            (use.directive.arg(0) != "on" && use.directive.arg(0) != "build"))
            continue;
        report
            .at(use.directive.span(),
                fmt::format("`server_tokens {}` tells everyone the version of nginx",
                            use.directive.arg(0)))
            .note("answers carry `Server: nginx/1.22.1`, which scanners look up")
            .fix("switch it off", Safety::safe, {replace(use.directive.args()[0], "off")});
    }
}

extern constexpr Rule ngx055_version_disclosure{
    .summary = "nginx tells its version",
    .why =
        "Answers and error pages carry `nginx/1.22.1`: scanners look up what is known against it.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#server_tokens "
        "https://gixy.io/plugins/version_disclosure/",
    .bad = R"(server { listen 80; server_tokens on; }
)",
    .good = R"(server { listen 80; server_tokens off; }
)",
    .check = find_disclosures,
};

}  // namespace stackc::rules
