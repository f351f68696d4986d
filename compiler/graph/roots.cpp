#include "compiler/graph/roots.h"

namespace stackc {

static const Value<std::string>* root_of(const Graph& graph, const Listener& listener) {
    const Process& process = graph.at(listener.process);
    const Value<std::string>* root = process.program ? &graph.at(*process.program).root : nullptr;
    return root == nullptr || root->is_absent() ? nullptr : root;
}

void place_in_roots(Graph& graph) {
    for (Listener& listener : graph.listeners) {
        const Value<std::string>* root = root_of(graph, listener);
        const UnixEndpoint* socket = listener.endpoint.is_known() ? as_unix(*listener.endpoint) : nullptr;
        if (root == nullptr || socket == nullptr || socket->path.starts_with('@')) continue;
        const Span place = listener.endpoint.span_or(listener.span);
        if (root->is_known() && (**root).starts_with('/'))
            listener.endpoint = Value<Endpoint>::known(UnixEndpoint{normal_path(**root + "/" + socket->path)}, place);
        else
            listener.endpoint = Value<Endpoint>::unknown("its service has another root folder", place);
    }
}

}  // namespace stackc
