#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void find_tls_without_certificate(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    for (const Site& site : graph.sites) {
        if (!files.contains(site.file) || site.tls || !site.is_fully_read) continue;
        for (const SiteListen& listen : site.listens) {
            if (!listen.is_tls) continue;
            report
                .at(listen.span,
                    fmt::format("`{}` listens for TLS here, but has no `tls` with a certificate",
                                title_of(site)))
                .note(
                    "nginx would refuse it: no \"ssl_certificate\" is defined for the \"listen ... "
                    "ssl\" directive")
                .note("`tls { certificate PATH; key PATH }` names the files");
            break;
        }
    }
}

extern constexpr Rule stk039_tls_without_certificate{
    .summary = "a site listens for TLS without a certificate",
    .why =
        "nginx refuses it: `no \"ssl_certificate\" is defined for the \"listen ... ssl\" "
        "directive`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(site example.com { listen 443 tls; route / return 200 ok }
)",
    .good = R"(site example.com {
  listen 443 tls
  tls { certificate /etc/ssl/example.pem; key /etc/ssl/example.key }
  route / return 200 ok
}
)",
    .check = find_tls_without_certificate,
};

}  // namespace stackc::rules
