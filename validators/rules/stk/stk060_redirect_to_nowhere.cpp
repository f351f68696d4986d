#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void find_redirect_to_nowhere(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    for (const Site& site : graph.sites) {
        if (!files.contains(site.file) || !site.is_fully_read) continue;
        const bool has_tls = std::any_of(site.listens.begin(), site.listens.end(),
                                         [](const SiteListen& listen) { return listen.is_tls; });
        if (has_tls) continue;
        for (const SiteListen& listen : site.listens) {
            if (!listen.is_redirect_https) continue;
            report
                .at(listen.span,
                    fmt::format("`{}` redirects to https here, but has no `listen … tls`",
                                title_of(site)))
                .label(site.span, "this site")
                .note("add `listen 443 tls` with a certificate, or leave `redirect https` out");
        }
    }
}

extern constexpr Rule stk060_redirect_to_nowhere{
    .summary = "a site redirects to https, but nothing of it listens for TLS",
    .why =
        "Every visitor is sent to an address where nobody answers: `ERR_CONNECTION_REFUSED`; "
        "behind a balancer that ends TLS, into an endless redirect.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(site example.com { listen 80 redirect https; route / return 200 ok }
)",
    .good = R"(site example.com {
  listen 80 redirect https
  listen 443 tls
  tls { certificate /etc/ssl/a.pem; key /etc/ssl/a.key }
  route / return 200 ok
}
)",
    .check = find_redirect_to_nowhere,
};

}  // namespace stackc::rules
