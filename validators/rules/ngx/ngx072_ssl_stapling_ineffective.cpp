#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_idle_stapling(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "ssl_certificate")) {
        if (use.directive.args().size() != 1 ||
            use.directive.arg(0).find("/letsencrypt/") == std::string_view::npos)
            continue;
        const Directive* stapling = graph.effective(use.scope, "ssl_stapling");
        if (stapling == nullptr || stapling->arg(0) != "on") continue;
        report
            .at(stapling->span(), "`ssl_stapling` does nothing with a certificate of Let's Encrypt")
            .label(use.directive.span(), "its certificates name no OCSP responder since May 2025")
            .note(
                "nginx starts with `\"ssl_stapling\" ignored, no OCSP responder URL in the "
                "certificate`; the line can go");
    }
}

extern constexpr Rule ngx072_ssl_stapling_ineffective{
    .summary = "OCSP stapling for a certificate that has no responder",
    .why =
        "Let's Encrypt ended its OCSP service in 2025: `[warn] \"ssl_stapling\" ignored, no OCSP "
        "responder URL in the "
        "certificate` at each start, and nothing is stapled.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "nginx",
    .sources =
        "https://letsencrypt.org/2024/12/05/ending-ocsp/ "
        "http://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_stapling "
        "https://gixy.io/plugins/ssl_stapling_letsencrypt/",
    .bad = R"(server {
    listen 443 ssl;
    ssl_certificate /etc/letsencrypt/live/shop.example/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/shop.example/privkey.pem;
    ssl_stapling on;
}
)",
    .good = R"(server {
    listen 443 ssl;
    ssl_certificate /etc/letsencrypt/live/shop.example/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/shop.example/privkey.pem;
}
)",
    .check = find_idle_stapling,
};

}  // namespace stackc::rules
