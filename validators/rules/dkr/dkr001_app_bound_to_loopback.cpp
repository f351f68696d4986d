#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "compiler/graph/heard_ports.h"

namespace stackc::rules {

/// What says that somebody outside the container means this port.
static std::optional<Label> find_wish(const Graph& graph, ContainerId id, std::uint16_t port) {
    const Container& container = graph.at(id);
    for (const PublishedPort& published : container.published) {
        if (published.port.is_known() && *published.port == port) return Label{published.span, "published here"};
    }
    for (const Connection& connection : graph.connections) {
        const Process* client = connection.client ? &graph.at(*connection.client) : nullptr;
        if (client == nullptr || client->containers.empty() || runs_in(*client, id)) continue;
        for (const Value<Endpoint>& target : connection.targets) {
            const TcpEndpoint* tcp = target.is_known() ? as_tcp(*target) : nullptr;
            const bool is_meant = tcp != nullptr && tcp->port == port && is_named(container, tcp->host) &&
                                  graph.at(client->containers.front()).project == container.project;
            if (is_meant) return Label{target.span_or(connection.span), "another container connects here"};
        }
    }
    for (const ExposedPort& exposed : container.exposed) {
        if (exposed.port.is_known() && *exposed.port == port) return Label{exposed.span, "exposed here"};
    }
    return std::nullopt;
}

/// Whether something in the container itself, an inner nginx, uses the port.
static bool is_used_inside(const Graph& graph, ContainerId id, const Listener& listener) {
    return std::any_of(graph.connections.begin(), graph.connections.end(), [&](const Connection& connection) {
        if (!connection.client) return false;
        const Process& client = graph.at(*connection.client);
        return (client.containers.empty() || runs_in(client, id)) &&
               std::any_of(connection.targets.begin(), connection.targets.end(), [&](const Value<Endpoint>& target) {
                   return target.is_known() && reaches(*target, *listener.endpoint);
               });
    });
}

static void find_loopback_apps(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        const std::optional<ContainerId> place = container_of(graph, process);
        const TcpEndpoint* tcp = listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
        if (!place || tcp == nullptr || !is_loopback(tcp->host)) continue;
        if (graph.at(*place).network_mode == NetworkMode::host || is_used_inside(graph, *place, listener)) continue;
        const std::optional<Label> wish = find_wish(graph, *place, tcp->port);
        if (!wish) continue;
        auto found = report.at(listener.span, fmt::format("{} listens on `{}` of its container only, where nobody outside gets to",
                                                          name_of(graph, process), to_text(*listener.endpoint)));
        found.label(wish->span, wish->text).note("the client gets `Connection refused` or `Empty reply from server`; listen on 0.0.0.0");
        // How an image by itself is run, nobody knows: perhaps on the machine's own network.
        if (graph.at(*place).network_mode != NetworkMode::networks) found.uncertain();
        const std::string written(graph.text(listener.span));
        for (const std::string_view host : {"127.0.0.1", "localhost"}) {
            const std::size_t at = written.find(host);
            if (at == std::string::npos) continue;
            const auto begin = listener.span.begin + static_cast<std::uint32_t>(at);
            const Span span{listener.span.file, begin, begin + static_cast<std::uint32_t>(host.size())};
            found.fix("listen on every address of the container", Safety::safe, {{span, "0.0.0.0"}});
            break;
        }
    }
}

extern constexpr Rule dkr001_app_bound_to_loopback{
    .summary = "a server in a container listens on the container's own loopback, although others are to reach it",
    .why = "127.0.0.1 of a container is not that of the machine, nor of the next container: a published port is forwarded to the "
           "container's outer address, where nothing listens. gunicorn, daphne and uvicorn listen on 127.0.0.1 unless told otherwise.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "dockerfile compose supervisor uwsgi gunicorn",
    .sources = "observed:gunicorn-20.1.0 https://docs.docker.com/engine/network/ https://github.com/docker/compose/issues/4660",
    .bad = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: gunicorn -b 127.0.0.1:8000 shop.wsgi
    ports: ["8000:8000"]
#> Dockerfile
FROM python:3.12
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    ports: ["8000:8000"]
#> Dockerfile
FROM python:3.12
)",
    .check = find_loopback_apps,
};

}  // namespace stackc::rules
