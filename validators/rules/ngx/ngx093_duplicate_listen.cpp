#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_duplicate_listens(const Graph& graph, Reporter& report) {
    TemplateStatements templates;
    for (const Site& site : graph.sites) {
        if (!site.scope || !enclosing_id(graph, *site.scope, "http") ||
            templates.are_around(graph.at(*site.scope)))
            continue;
        std::map<Endpoint, Span> first_at;
        for (const SiteListen& listen : site.listens) {
            if (!listen.endpoint.is_known()) continue;
            const auto [slot, is_new] = first_at.try_emplace(*listen.endpoint, listen.span);
            if (is_new) continue;
            auto found = report.at(listen.span, fmt::format("this server listens on `{}` twice",
                                                            quoted(to_text(*listen.endpoint))));
            if (slot->second == listen.span) {
                found.note("the file that holds it is included twice");
            } else {
                found.label(slot->second, "first said here");
            }
            found.note("nginx does not start: `[emerg] a duplicate listen 0.0.0.0:80`");
        }
    }
}

extern constexpr Rule ngx093_duplicate_listen{
    .summary = "a server listens on one address twice",
    .why =
        "nginx refuses the whole configuration: `[emerg] a duplicate listen 0.0.0.0:80`. `80`, "
        "`*:80` and `0.0.0.0:80` "
        "are one address.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/ngx_http_core_module.c "
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#listen",
    .bad = R"(server {
    listen 8080;
    listen *:8080;
    server_name a.example;
}
)",
    .good = R"(server {
    listen 8080;
    listen [::]:8080;
    server_name a.example;
}
)",
    .check = find_duplicate_listens,
};

}  // namespace stackc::rules
