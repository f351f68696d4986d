#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

/// XST041 speaks of containers, where it is nginx's own.
static bool is_in_container(const Graph& graph, const Connection& connection) {
    return connection.client && !graph.at(*connection.client).containers.empty();
}

static void find_wildcard_targets(const Graph& graph, Reporter& report) {
    std::set<std::pair<FileId, std::uint16_t>> told;
    for (const Link& link : find_links(graph)) {
        const TcpEndpoint* target = as_tcp(link.target);
        const bool is_wide = target != nullptr && is_wildcard(target->host);
        if (!is_wide || is_in_container(graph, graph.at(link.connection)) ||
            graph.text(link.span).find("0.0.0.0") == std::string_view::npos)
            continue;
        if (!told.emplace(link.span.file, target->port).second) continue;
        const TcpEndpoint meant{"127.0.0.1", target->port};
        auto found = report.at(link.span, fmt::format("nginx connects to `0.0.0.0:{}`: that is an "
                                                      "address to listen on, not one to connect to",
                                                      target->port));
        for (const ListenerId id : link.listeners)
            found.label(graph.at(id).span, "the server listens here");
        found.note("Linux takes it for this machine; other systems and containers do not")
            .note(fmt::format("`{}` says what is meant, and lets the server listen there alone",
                              to_text(Endpoint(meant))));
        const std::vector<Edit> edits = connect_to(graph, link, meant);
        if (!edits.empty())
            found.fix(fmt::format("connect to `{}`", to_text(Endpoint(meant))), Safety::unsafe,
                      edits);
    }
}

extern constexpr Rule xst151_connect_to_wildcard{
    .summary = "nginx connects to 0.0.0.0, which is every address and none",
    .why =
        "0.0.0.0 means `all addresses` to a server that listens. Linux lets a client use it for "
        "the machine itself, which is an accident: "
        "elsewhere, and in a container, nginx gets `connect() failed (111: Connection refused)`. "
        "It mostly comes with a server that "
        "listens on 0.0.0.0 too, so that strangers reach it past nginx.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1 https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        proxy_pass http://0.0.0.0:8000;
        proxy_set_header Host $host;
    }
}
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
    }
}
)",
    .check = find_wildcard_targets,
};

}  // namespace stackc::rules
