#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "compiler/graph/server_addresses.h"

namespace stackc::rules {

namespace {
/// The one other container of the project where something listens on the port.
struct Meant {
    const Container* container = nullptr;
    const Listener* listener = nullptr;
};

/// Only nginx runs there, so that all that listens is what its sites say.
bool runs_nginx_alone(const Graph& graph, ContainerId id) {
    const Program* main = main_program(graph, id);
    if (main == nullptr || !graph.at(id).is_fully_read || !main->is_fully_read) return false;
    return std::all_of(graph.processes.begin(), graph.processes.end(), [&](const Process& process) {
        const bool is_here = std::find(process.containers.begin(), process.containers.end(), id) != process.containers.end();
        return !is_here || process.kind == ServerKind::nginx;
    }) && graph.at(id).is_image_known;
}

bool site_listens(const Graph& graph, std::uint16_t port) {
    for (const Site& site : graph.sites) {
        for (const SiteListen& listen : site.listens) {
            const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
            if (!listen.endpoint.is_known() || (tcp != nullptr && tcp->port == port)) return true;
        }
    }
    return false;
}

Meant find_meant(const Graph& graph, ContainerId from, std::uint16_t port) {
    Meant meant;
    for (const Listener& listener : graph.listeners) {
        const TcpEndpoint* tcp = listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
        const std::optional<ContainerId> place = container_of(graph, graph.at(listener.process));
        if (tcp == nullptr || tcp->port != port || !place || *place == from) continue;
        const Container& container = graph.at(*place);
        if (container.project != graph.at(from).project || !share_network(container, graph.at(from))) continue;
        if (meant.container != nullptr && meant.container != &container) return {};
        meant = {&container, &listener};
    }
    return meant;
}

bool is_alone(const Container& container) { return container.network_mode == NetworkMode::networks && container.network_of.empty(); }
}  // namespace

static void find_connections(const Graph& graph, Reporter& report) {
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const TcpEndpoint* target = as_tcp(link.target);
        const bool is_own = target != nullptr && (is_loopback(target->host) || is_wildcard(target->host));
        if (!is_own || !link.listeners.empty() || !connection.client) continue;
        const std::optional<ContainerId> from = container_of(graph, graph.at(*connection.client));
        if (!from || !is_alone(graph.at(*from)) || site_listens(graph, target->port)) continue;
        if (!runs_nginx_alone(graph, *from) && !is_fully_known(graph, *from)) continue;
        const Meant meant = find_meant(graph, *from, target->port);
        if (meant.container == nullptr) continue;
        auto found = report.at(link.span, fmt::format("nginx in `{}` connects to `{}`, which is its own container; {} runs in `{}`",
                                                      quoted(graph.at(*from).name), to_text(link.target),
                                                      to_text(graph.at(meant.listener->process).kind), quoted(meant.container->name)));
        found.label(meant.listener->span, "it listens here")
            .note("every request ends in 502 with `connect() failed (111: Connection refused) while connecting to upstream`");
        const TcpEndpoint right{meant.container->name, target->port};
        const std::vector<Edit> edits = connect_to(graph, link, right);
        if (!edits.empty()) found.fix(fmt::format("connect to `{}`", to_text(Endpoint(right))), Safety::unsafe, edits);
    }
}

static bool listens_itself(const Graph& graph, ContainerId id, std::uint16_t port) {
    return std::any_of(graph.listeners.begin(), graph.listeners.end(), [&](const Listener& listener) {
        const TcpEndpoint* tcp = listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
        const auto& places = graph.at(listener.process).containers;
        const bool is_here = std::find(places.begin(), places.end(), id) != places.end();
        return is_here && (tcp == nullptr || tcp->port == port);
    });
}

/// An address in the environment or in Django's settings that leads to a container next door.
static void find_addresses(const Graph& graph, Reporter& report) {
    for (const ServerAddress& address : server_addresses(graph)) {
        const bool is_local = address.host == "localhost" || address.host == "127.0.0.1";
        if (!is_local || address.port == 0 || listens_itself(graph, address.from, address.port)) continue;
        const Meant meant = find_meant(graph, address.from, address.port);
        if (meant.container == nullptr) continue;
        auto found = report.at(address.host_span, fmt::format("`{}` of `{}` names its own container; what listens on {} runs in `{}`", quoted(address.name),
                                                              quoted(graph.at(address.from).name), address.port, quoted(meant.container->name)));
        found.label(meant.container->name_span, "it runs here")
            .note(fmt::format("the program says `Connection refused` when it connects to port {} of `{}`", address.port, quoted(address.host)));
        const std::string_view written = graph.text(address.host_span);
        const bool is_quoted = written.size() == address.host.size() + 2 && written.substr(1, address.host.size()) == address.host;
        Span place = address.host_span;
        if (is_quoted) ++place.begin, --place.end;
        if (is_quoted || written == address.host) found.fix(fmt::format("connect to `{}`", quoted(meant.container->name)), Safety::unsafe, {{place, meant.container->name}});
        if (!address.is_used) found.uncertain();
    }
}

static void find_localhost_across(const Graph& graph, Reporter& report) {
    find_connections(graph, report);
    find_addresses(graph, report);
}

extern constexpr Rule xst041_localhost_across_containers{
    .summary = "127.0.0.1 is used in one container for a server that runs in another",
    .why = "Each container has a loopback of its own: nothing listens there but its own processes. Requests end in 502 with "
           "`connect() failed (111: Connection refused)`, or the program says `Error 111 connecting to localhost:6379`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx compose dockerfile django",
    .sources = "https://docs.docker.com/compose/how-tos/networking/ https://github.com/django/channels/issues/1585 "
               "https://github.com/redis/redis-py/issues/2561",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    depends_on: [web]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
#> Dockerfile
FROM python:3.12
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location / { proxy_pass http://127.0.0.1:8000; }
    }
}
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    depends_on: [web]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
#> Dockerfile
FROM python:3.12
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location / { proxy_set_header Host $host; proxy_pass http://web:8000; }
    }
}
)",
    .check = find_localhost_across,
};

}  // namespace stackc::rules
