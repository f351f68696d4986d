#include "validators/rules/xst/refusals.h"

#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"

namespace stackc {

std::vector<RefusedLink> find_refused_sockets(const Graph& graph) {
    std::vector<RefusedLink> found;
    std::set<ListenerId> seen;
    for (const Link& link : find_links(graph)) {
        // Alternatives bind one path; which of them runs nobody knows.
        if (link.listeners.size() != 1 || seen.contains(link.listeners.front())) continue;
        const ListenerId id = link.listeners.front();
        if (!is_app_server(graph, id)) continue;
        std::optional<Refusal> refusal = socket_refusal(graph, link, graph.at(id));
        if (!refusal) continue;
        seen.insert(id);
        found.push_back({link, id, *std::move(refusal)});
    }
    return found;
}

/// Accounts of two images have nothing to do with each other, whatever their names; and which one
/// nginx takes by itself depends on who built the image.
static bool is_up_to_the_image(const Graph& graph, const RefusedLink& refused) {
    const Connection& connection = graph.at(refused.link.connection);
    if (!connection.client || graph.at(*connection.client).containers.empty()) return false;
    const Process& server = graph.at(graph.at(refused.listener).process);
    return server.containers != graph.at(*connection.client).containers || !refused.refusal.accounts.said_at;
}

void add_ends(const Graph& graph, const RefusedLink& refused, DiagnosticBuilder& found) {
    const Refusal& refusal = refused.refusal;
    found.label(refused.link.span, "nginx connects here");
    if (refusal.accounts.said_at) found.label(*refusal.accounts.said_at, "nginx's workers run as this user");
    const bool is_elsewhere = refusal.state.said_at && *refusal.state.said_at != graph.at(refused.listener).span;
    if (is_elsewhere) found.label(*refusal.state.said_at, "the mode is set here");
    found.note(fmt::format("every request ends in 502 with `connect() to unix:{} failed (13: Permission denied) while connecting "
                           "to upstream`", quoted(as_unix(refused.link.target)->path)));
    if (!refusal.is_certain || is_up_to_the_image(graph, refused)) found.uncertain();
}

}  // namespace stackc
