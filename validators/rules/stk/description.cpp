#include "validators/rules/stk/description.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::rules {

std::set<FileId> described_files(const Graph& graph) {
    std::set<FileId> files;
    for (const auto& document : graph.documents) {
        if (document->dialect() == "stack") files.insert(document->file());
    }
    return files;
}

const Connection* connection_of(const Graph& graph, const Route& route) {
    const ForwardAction* forward = std::get_if<ForwardAction>(&route.action);
    return forward == nullptr ? nullptr : &graph.at(forward->connection);
}

const App* app_of(const Graph& graph, const Route& route) {
    const Connection* connection = connection_of(graph, route);
    if (connection == nullptr || !connection->service.is_known()) return nullptr;
    const Process& process = graph.at(*connection->service);
    return process.app ? &graph.at(*process.app) : nullptr;
}

static bool is_regex(const Route& route) {
    return route.match.kind == MatchKind::regex || route.match.kind == MatchKind::regex_icase;
}

bool has_regex_routes(const Graph& graph, const Site& site) {
    return std::any_of(site.routes.begin(), site.routes.end(),
                       [&](RouteId id) { return is_regex(graph.at(id)); });
}

const Route* route_for(const Graph& graph, const Site& site, std::string_view path) {
    const Route* best = nullptr;
    for (const RouteId id : site.routes) {
        const Route& route = graph.at(id);
        if (route.match.kind == MatchKind::exact && route.match.path == path) return &route;
        if (route.match.kind != MatchKind::prefix || !path.starts_with(route.match.path)) continue;
        if (best == nullptr || route.match.path.size() > best->match.path.size()) best = &route;
    }
    return has_regex_routes(graph, site) ? nullptr : best;
}

std::string title_of(const Site& site) {
    return site.names.empty() || !site.names[0].is_known()
               ? std::string("the site")
               : quoted(std::string_view(*site.names[0]), 80);
}

}  // namespace stackc::rules
