#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_short_connections(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "keepalive_requests")) {
        if (graph.at(use.scope).kind == "upstream" || use.directive.args().size() != 1) continue;
        const std::optional<std::uint64_t> count = parse_number(use.directive.arg(0));
        if (!count || *count == 0 || *count >= 100) continue;
        report
            .at(use.directive.span(), fmt::format("a connection is closed after {} request{}",
                                                  *count, *count == 1 ? "" : "s"))
            .note(
                "an HTTP/2 page loads all its files over one connection; browsers see it closed in "
                "the middle and ask again. nginx's own default is 1000");
    }
}

extern constexpr Rule ngx079_low_keepalive_requests{
    .summary = "few requests per connection",
    .why =
        "With HTTP/2 all files of a page come over one connection; a low limit closes it in the "
        "middle, which costs a new "
        "TLS handshake and shows as failed requests in some clients.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_requests "
        "https://gixy.io/plugins/low_keepalive_requests/",
    .bad = R"(server {
    listen 443 ssl http2;
    ssl_certificate /etc/ssl/shop.pem;
    ssl_certificate_key /etc/ssl/shop.key;
    keepalive_requests 20;
}
)",
    .good = R"(server {
    listen 443 ssl http2;
    ssl_certificate /etc/ssl/shop.pem;
    ssl_certificate_key /etc/ssl/shop.key;
    keepalive_requests 1000;
}
)",
    .check = find_short_connections,
};

}  // namespace stackc::rules
