#include "validators/rules/xst/misses.h"

#include <fmt/format.h>

namespace stackc {

std::string waiting_servers(const Miss& miss) {
    return fmt::format("{} servers wait at other addresses", miss.others.size() + 1);
}

void label_others(const Graph& graph, const Miss& miss, DiagnosticBuilder& found) {
    for (const ListenerId id : miss.others) {
        const Listener& listener = graph.at(id);
        found.label(listener.span, fmt::format("{} listens here", name_of(graph, graph.at(listener.process))));
    }
}

}  // namespace stackc
