#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_duplicate_defaults(const Graph& graph, Reporter& report) {
    TemplateStatements templates;
    std::map<std::pair<ScopeId, Endpoint>, Span> first_at;
    for (const Site& site : graph.sites) {
        if (!site.scope) continue;
        const std::optional<ScopeId> http = enclosing_id(graph, *site.scope, "http");
        if (!http) continue;
        for (const SiteListen& listen : site.listens) {
            if (!listen.is_default || !listen.endpoint.is_known()) continue;
            const auto [slot, is_new] =
                first_at.try_emplace({*http, *listen.endpoint}, listen.span);
            if (is_new || slot->second == listen.span ||
                templates.are_around(graph.at(*site.scope)))
                continue;
            report
                .at(listen.span, fmt::format("two servers are the default server of `{}`",
                                             quoted(to_text(*listen.endpoint))))
                .label(slot->second, "first one here")
                .note("nginx does not start: `[emerg] a duplicate default server for 0.0.0.0:80`")
                .note(
                    "take `default_server` from one of them, or disable the stock "
                    "`sites-enabled/default`");
        }
    }
}

extern constexpr Rule ngx015_duplicate_default_server{
    .summary = "two servers claim to be the default of one address",
    .why =
        "nginx refuses the whole configuration: `[emerg] a duplicate default server for "
        "0.0.0.0:80`. The usual "
        "twin is Debian's own `sites-enabled/default`.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/ngx_http.c "
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#listen",
    .bad = R"(server { listen 80 default_server; server_name a.example; }
server { listen *:80 default_server; server_name b.example; }
)",
    .good = R"(server { listen 80 default_server; server_name a.example; }
server { listen 80; listen 127.0.0.1:80 default_server; server_name b.example; }
)",
    .check = find_duplicate_defaults,
};

}  // namespace stackc::rules
