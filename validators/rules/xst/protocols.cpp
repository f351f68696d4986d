#include "validators/rules/xst/protocols.h"

#include <algorithm>

namespace stackc {

/// Whether somebody speaks the right protocol to the listener: then a host name that only may
/// be its machine proves nothing.
static bool is_well_spoken_to(const Graph& graph, const std::vector<Link>& links, ListenerId id) {
    return std::any_of(links.begin(), links.end(), [&](const Link& link) {
        const bool reaches_it = std::find(link.listeners.begin(), link.listeners.end(), id) != link.listeners.end();
        return reaches_it && graph.at(link.connection).protocol == graph.at(id).protocol;
    });
}

/// Alternatives of one service (a file for development, one for production) bind one address; a
/// client that fits one of them fits.
static bool fits_another(const Graph& graph, const Link& link) {
    return std::any_of(link.listeners.begin(), link.listeners.end(), [&](ListenerId id) {
        const Protocol protocol = graph.at(id).protocol;
        return protocol == Protocol::unknown || protocol == graph.at(link.connection).protocol;
    });
}

std::vector<WrongProtocol> find_wrong_protocols(const Graph& graph, Protocol spoken, Protocol understood) {
    const std::vector<Link> links = find_links(graph);
    std::vector<WrongProtocol> found;
    for (const Link& link : links) {
        if (graph.at(link.connection).protocol != spoken || fits_another(graph, link)) continue;
        for (const ListenerId id : link.listeners) {
            if (graph.at(id).protocol != understood || !is_app_server(graph, id)) continue;
            if (!link.is_local && is_well_spoken_to(graph, links, id)) continue;
            const bool is_known = std::any_of(found.begin(), found.end(), [&](const WrongProtocol& other) {
                return other.connection == link.connection && other.listener == id;
            });
            if (!is_known) found.push_back({link.connection, id, link.is_local});
        }
    }
    return found;
}

}  // namespace stackc
