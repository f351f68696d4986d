#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_empty_referers(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "valid_referers")) {
        for (const Word& word : use.directive.args()) {
            if (word.value != "none") continue;
            report.at(word.span, "`none` lets every request without a `Referer` in")
                .note(
                    "a page leaves the header out with `Referrer-Policy: no-referrer`, so the "
                    "check stops nobody who means it");
        }
    }
}

extern constexpr Rule ngx053_valid_referers_none{
    .summary = "valid_referers takes requests without a Referer",
    .why =
        "Any page can leave the header out with `Referrer-Policy: no-referrer`: a guard against "
        "foreign sites is no "
        "guard. Against plain hot-linking it is enough.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/valid_referers/ "
        "http://nginx.org/en/docs/http/ngx_http_referer_module.html",
    .bad = R"(server {
    listen 80;
    location /img/ { valid_referers none server_names; if ($invalid_referer) { return 403; } root /srv/shop; }
}
)",
    .good = R"(server {
    listen 80;
    location /img/ { valid_referers server_names; if ($invalid_referer) { return 403; } root /srv/shop; }
}
)",
    .check = find_empty_referers,
};

}  // namespace stackc::rules
