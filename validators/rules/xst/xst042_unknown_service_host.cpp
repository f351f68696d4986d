#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

/// Containers of other projects may answer on such a network.
static bool has_external_network(const Container& container) {
    return std::any_of(container.networks.begin(), container.networks.end(), [](const NetworkUse& use) { return use.name.starts_with("external:"); });
}

/// Some other file of the workspace knows a service of that name: it may be run together with this.
static bool is_known_elsewhere(const Graph& graph, std::string_view host) {
    return std::any_of(graph.containers.begin(), graph.containers.end(), [&](const Container& container) { return is_named(container, host); });
}

static bool is_bare_name(std::string_view host) {
    return !is_address(host) && !is_loopback(host) && host.find('.') == std::string_view::npos;
}

static void find_unknown_hosts(const Graph& graph, Reporter& report) {
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const TcpEndpoint* target = as_tcp(link.target);
        if (target == nullptr || !is_bare_name(target->host) || !connection.client || connection.has_variables) continue;
        const std::optional<ContainerId> from = container_of(graph, graph.at(*connection.client));
        if (!from) continue;
        const Container& client = graph.at(*from);
        const bool is_plain = client.is_fully_read && client.network_mode == NetworkMode::networks && !client.is_described_by_image;
        if (!is_plain || has_external_network(client) || is_known_elsewhere(graph, target->host)) continue;
        std::vector<std::string_view> names;
        for (const Container& container : graph.containers) {
            if (container.project == client.project && &container != &client) names.insert(names.end(), container.names.begin(), container.names.end());
        }
        if (names.empty()) continue;
        auto found = report.at(link.span, fmt::format("no service of the compose file is called `{}`", quoted(target->host)));
        found.label(client.name_span, fmt::format("nginx runs in `{}`", quoted(client.name)))
            .note(fmt::format("nginx does not start: `[emerg] host not found in upstream \"{}\"`", quoted(target->host)));
        const auto near = nearest(target->host, names);
        if (!near) continue;
        const std::vector<Edit> edits = connect_to(graph, link, TcpEndpoint{std::string(*near), target->port});
        if (!edits.empty()) found.fix(fmt::format("connect to `{}`", quoted(*near)), Safety::unsafe, edits);
    }
}

extern constexpr Rule xst042_unknown_service_host{
    .summary = "nginx in a container names a host that no service of the compose file is",
    .why = "Docker's name server knows the services of the project, their aliases and container names. nginx looks names up when it "
           "starts, and ends with `[emerg] host not found in upstream \"app\"`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx compose",
    .sources = "https://docs.docker.com/compose/how-tos/networking/ https://github.com/LondheShubham153/django-notes-app/issues/162",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    depends_on: [webapp]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
  webapp:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
#> Dockerfile
FROM python:3.12
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location / { proxy_pass http://webap:8000; }
    }
}
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    depends_on: [webapp]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
  webapp:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
#> Dockerfile
FROM python:3.12
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location / { proxy_set_header Host $host; proxy_pass http://webapp:8000; }
    }
}
)",
    .check = find_unknown_hosts,
};

}  // namespace stackc::rules
