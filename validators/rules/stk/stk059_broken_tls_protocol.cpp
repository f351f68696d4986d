#include <fmt/format.h>

#include <set>
#include <string>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void find_broken_tls_protocol(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    for (const Site& site : graph.sites) {
        if (!site.tls || !files.contains(site.file)) continue;
        for (const std::string& protocol : site.tls->protocols) {
            if (protocol != "TLSv1" && protocol != "TLSv1.1") continue;
            report
                .at(site.tls->span,
                    fmt::format("`{}` speaks `{}`, which is broken", title_of(site), protocol))
                .note("TLSv1.2 and TLSv1.3 are the default; leave `protocols` out");
            break;
        }
    }
}

extern constexpr Rule stk059_broken_tls_protocol{
    .summary = "a site speaks a version of TLS that is broken",
    .why =
        "Browsers have refused TLS 1.0 and 1.1 since 2020 (RFC 8996), and audits fail over them.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "stack",
    .bad = R"(site example.com {
  listen 443 tls
  tls { certificate /etc/ssl/a.pem; key /etc/ssl/a.key; protocols [TLSv1.1 TLSv1.2] }
  route / return 200 ok
}
)",
    .good = R"(site example.com {
  listen 443 tls
  tls { certificate /etc/ssl/a.pem; key /etc/ssl/a.key; protocols [TLSv1.2 TLSv1.3] }
  route / return 200 ok
}
)",
    .check = find_broken_tls_protocol,
};

}  // namespace stackc::rules
