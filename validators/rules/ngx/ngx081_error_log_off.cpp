#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static void find_files_named_off(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "error_log")) {
        if (use.directive.args().empty() || use.directive.arg(0) != "off") continue;
        const Span last = use.directive.args().back().span;
        report
            .at(use.directive.span(),
                "`error_log off` writes to a file named `off`; errors cannot be switched off so")
            .note("the file lies in nginx's own folder, mostly `/usr/share/nginx/off`, and grows")
            .fix("write `error_log /dev/null crit`", Safety::safe,
                 {{join(use.directive.args()[0].span, last), "/dev/null crit"}});
    }
}

extern constexpr Rule ngx081_error_log_off{
    .summary = "error_log writes to a file named off",
    .why =
        "Only `access_log` knows `off`. nginx makes a file of that name, nobody looks at it, and "
        "it grows.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/error_log_off/ "
        "http://nginx.org/en/docs/ngx_core_module.html#error_log",
    .bad = R"(server { listen 80; error_log off; }
)",
    .good = R"(server { listen 80; access_log off; error_log /dev/null crit; }
)",
    .check = find_files_named_off,
};

}  // namespace stackc::rules
