#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The listener in another container of the project that binds the same path there.
static const Listener* find_namesake(const Graph& graph, ContainerId from, const UnixEndpoint& socket) {
    for (const Listener& listener : graph.listeners) {
        const UnixEndpoint* bound = listener.endpoint.is_known() ? as_unix(*listener.endpoint) : nullptr;
        const std::optional<ContainerId> place = container_of(graph, graph.at(listener.process));
        if (bound == nullptr || *bound != socket || !place || *place == from) continue;
        if (graph.at(*place).project != graph.at(from).project) continue;
        const bool is_known = locate(graph, from, socket.path).kind != Location::Kind::unknown &&
                              locate(graph, *place, socket.path).kind != Location::Kind::unknown;
        if (is_known) return &listener;
    }
    return nullptr;
}

static void find_sockets_across(const Graph& graph, Reporter& report) {
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const UnixEndpoint* socket = as_unix(link.target);
        if (socket == nullptr || !link.listeners.empty() || !connection.client) continue;
        const std::optional<ContainerId> from = container_of(graph, graph.at(*connection.client));
        const Listener* other = from ? find_namesake(graph, *from, *socket) : nullptr;
        if (other == nullptr) continue;
        const Container& client = graph.at(*from);
        const Container& server = graph.at(*container_of(graph, graph.at(other->process)));
        report.at(link.span, fmt::format("nginx in `{}` connects to `{}`, which {} binds in `{}`: the containers share no volume there",
                                         quoted(client.name), quoted(socket->path), to_text(graph.at(other->process).kind), quoted(server.name)))
            .label(other->span, "bound here")
            .note(fmt::format("every request ends in 502 with `connect() to unix:{} failed (2: No such file or directory)`", quoted(socket->path)))
            .note(fmt::format("mount one volume at `{}` in both, or connect by `{}:port`", quoted(parent_path(socket->path)), quoted(server.name)));
    }
}

extern constexpr Rule xst040_unix_socket_across_containers{
    .summary = "nginx connects to a Unix socket that another container binds in its own file tree",
    .why = "A path of one container is not the same file in another unless a volume or a folder of the machine is mounted there in both. "
           "nginx logs `connect() to unix:/run/shop/web.sock failed (2: No such file or directory)`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx compose uwsgi gunicorn",
    .sources = "https://docs.docker.com/engine/storage/volumes/ https://github.com/django/channels/issues/919 "
               "https://github.com/zerok/channels-in-docker/issues/5",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
  web:
    build: .
    command: gunicorn -b unix:/run/shop/web.sock shop.wsgi
#> Dockerfile
FROM python:3.12
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location / { proxy_pass http://unix:/run/shop/web.sock; }
    }
}
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    volumes:
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
      - sockets:/run/shop
  web:
    build: .
    command: gunicorn -b unix:/run/shop/web.sock shop.wsgi
    volumes:
      - sockets:/run/shop
volumes:
  sockets:
#> Dockerfile
FROM python:3.12
#> nginx.conf
events {}
http {
    server {
        listen 80;
        location / { proxy_set_header Host $host; proxy_pass http://unix:/run/shop/web.sock; }
    }
}
)",
    .check = find_sockets_across,
};

}  // namespace stackc::rules
