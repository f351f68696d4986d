#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_strangers(const Graph& graph, Reporter& report) {
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const TcpEndpoint* target = as_tcp(link.target);
        if (target == nullptr || !connection.client || connection.has_variables) continue;
        const std::optional<ContainerId> from = container_of(graph, graph.at(*connection.client));
        if (!from) continue;
        const Container& client = graph.at(*from);
        const std::vector<ContainerId> named = containers_named(graph, *from, target->host);
        if (named.size() != 1 || named.front() == *from) continue;
        const Container& server = graph.at(named.front());
        const bool are_plain = client.network_mode == NetworkMode::networks && server.network_mode == NetworkMode::networks &&
                               client.is_fully_read && server.is_fully_read;
        if (!are_plain || share_network(client, server)) continue;
        auto found = report.at(link.span, fmt::format("nginx in `{}` connects to `{}`, but the two are on no common network",
                                                      quoted(client.name), quoted(server.name)));
        found.label(client.networks.front().span, fmt::format("the networks of `{}`", quoted(client.name)));
        found.label(server.networks.front().span, fmt::format("the networks of `{}`", quoted(server.name)))
            .note(fmt::format("nginx does not start: `[emerg] host not found in upstream \"{}\"`", quoted(target->host)))
            .note("a service with a list of networks is not on `default` any more");
    }
}

extern constexpr Rule xst043_services_on_different_networks{
    .summary = "nginx connects to a service with which it shares no network",
    .why = "Names are known on common networks alone: nginx ends with `[emerg] host not found in upstream`. A service that lists networks "
           "leaves `default`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx compose",
    .sources = "https://docs.docker.com/compose/how-tos/networking/",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    depends_on: [web]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    networks: [backend]
networks:
  backend:
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
    depends_on: [web]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
    networks: [default, backend]
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    networks: [backend]
networks:
  backend:
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
    .check = find_strangers,
};

}  // namespace stackc::rules
