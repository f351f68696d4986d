#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// An override is what developers add to a compose file that serves as it is.
static bool is_for_development(const Graph& graph, FileId file) {
    const Document* document = graph.document_of(file);
    const bool is_override = document != nullptr && document->source().path.stem().string().ends_with(".override");
    return is_override || is_trial_file(graph, file);
}

static const PublishedPort* find_open_port(const Container& container, std::uint16_t port) {
    const auto found = std::find_if(container.published.begin(), container.published.end(), [&](const PublishedPort& one) {
        return is_everywhere(one) && one.port.is_known() && *one.port == port && !one.is_udp;
    });
    return found == container.published.end() ? nullptr : &*found;
}

/// The development server is opened on purpose.
static bool is_guarded_server(const Graph& graph, ListenerId id) {
    return is_app_server(graph, id) && graph.at(graph.at(id).process).kind != ServerKind::runserver;
}

/// On one machine: nginx asks the loopback, and the server listens everywhere. Whether a firewall
/// stands before the machine the files do not tell.
static void find_wide_listeners(const Graph& graph, Reporter& report) {
    std::set<ListenerId> told;
    for (const Link& link : find_links(graph)) {
        const TcpEndpoint* target = as_tcp(link.target);
        if (target == nullptr || (!is_loopback(target->host) && !is_wildcard(target->host))) continue;
        for (const ListenerId id : link.listeners) {
            const Listener& listener = graph.at(id);
            const TcpEndpoint* tcp = as_tcp(*listener.endpoint);
            const bool is_wide = tcp != nullptr && is_wildcard(tcp->host) && listener.endpoint.is_stated();
            // What speaks uwsgi to everybody is UWS011's.
            const bool is_http = listener.protocol == Protocol::http || listener.protocol == Protocol::unknown;
            if (!is_wide || !is_http || !is_guarded_server(graph, id) || container_of(graph, graph.at(listener.process)) || !told.insert(id).second) continue;
            const std::string asked = is_wildcard(target->host) ? "this machine" : fmt::format("`{}`", to_text(link.target));
            report.at(listener.span, fmt::format("{} listens on every address, though nginx asks {}", name_of(graph, graph.at(listener.process)), asked))
                .label(link.span, "nginx asks here")
                .note(fmt::format("without a firewall port {} is open past nginx: no TLS, no limits, forged X-Forwarded-* headers", tcp->port))
                .note(fmt::format("`127.0.0.1:{}` is enough", tcp->port))
                .uncertain();
        }
    }
}

/// uWSGI's own `http = :8000` beside the socket that nginx uses.
static void find_side_doors(const Graph& graph, Reporter& report) {
    for (const Listener& door : graph.listeners) {
        const Process& process = graph.at(door.process);
        const TcpEndpoint* tcp = door.endpoint.is_stated() ? as_tcp(*door.endpoint) : nullptr;
        const bool is_wide = tcp != nullptr && is_wildcard(tcp->host) && door.protocol == Protocol::http;
        if (!is_wide || process.kind != ServerKind::uwsgi || container_of(graph, process) || graph.is_connected(graph.id_of(door))) continue;
        const auto used = std::find_if(graph.listeners.begin(), graph.listeners.end(), [&](const Listener& other) {
            return other.process == door.process && other.protocol == Protocol::uwsgi && graph.is_connected(graph.id_of(other));
        });
        if (used == graph.listeners.end()) continue;
        report.at(door.span, fmt::format("{} answers on port {} of every address too, past nginx", name_of(graph, process), tcp->port))
            .label(used->span, "nginx asks here")
            .note("without a firewall the port is open to everybody; leave `http` to development")
            .uncertain();
    }
}

static void find_open_apps(const Graph& graph, Reporter& report) {
    find_wide_listeners(graph, report);
    find_side_doors(graph, report);
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        if (!connection.client || graph.at(*connection.client).kind != ServerKind::nginx) continue;
        const std::optional<ContainerId> from = container_of(graph, graph.at(*connection.client));
        if (!from) continue;
        for (const ListenerId id : link.listeners) {
            const Listener& listener = graph.at(id);
            const std::optional<ContainerId> place = container_of(graph, graph.at(listener.process));
            const TcpEndpoint* tcp = as_tcp(*listener.endpoint);
            if (!place || *place == *from || tcp == nullptr || !is_guarded_server(graph, id)) continue;
            const PublishedPort* open = find_open_port(graph.at(*place), tcp->port);
            if (open == nullptr || is_for_development(graph, open->span.file)) continue;
            report.at(open->span, fmt::format("port {} of {} is open to everybody, past nginx", tcp->port, name_of(graph, graph.at(listener.process))))
                .label(link.span, "nginx reaches it over the containers' network and needs no published port")
                .note("docker's own firewall rules come before those of ufw; `expose` or `127.0.0.1:` in front of the port keeps it inside");
        }
    }
}

extern constexpr Rule xst047_app_port_open_to_world{
    .summary = "the port of an app server is published on every address, although nginx stands in front of it",
    .why = "Requests may go past nginx: without TLS, without its limits, with forged X-Forwarded-* headers. Docker opens published ports "
           "in front of the machine's own firewall.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "compose nginx gunicorn daphne uvicorn uwsgi supervisor systemd",
    .sources = "https://docs.docker.com/engine/network/packet-filtering-firewalls/ https://github.com/redis/docker-library-redis/issues/232",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    depends_on: [web]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
    ports: ["80:80"]
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    ports: ["8000:8000"]
#> Dockerfile
FROM python:3.12
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location / { proxy_pass http://web:8000; }
    }
}
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    restart: unless-stopped
    depends_on: [web]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
    ports: ["80:80"]
  web:
    build: .
    restart: unless-stopped
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    expose: ["8000"]
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
    .check = find_open_apps,
};

}  // namespace stackc::rules
