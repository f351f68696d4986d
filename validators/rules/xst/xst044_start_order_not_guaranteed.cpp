#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "compiler/syntax/yaml.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether `from` waits for `to`, through others too.
static bool waits_for(const Graph& graph, const Container& from, const std::string& to) {
    std::set<std::string> seen;
    std::vector<const Container*> waiting{&from};
    while (!waiting.empty()) {
        const Container& at = *waiting.back();
        waiting.pop_back();
        for (const ContainerDependency& dependency : at.depends_on) {
            if (dependency.name == to) return true;
            if (!seen.insert(dependency.name).second) continue;
            for (const Container& next : graph.containers) {
                if (next.project == at.project && next.name == dependency.name) waiting.push_back(&next);
            }
        }
    }
    return false;
}

/// With a restart policy nginx comes up at the second try; `links` orders the start too.
static bool comes_up_anyway(const Graph& graph, const Container& container) {
    const Document* document = graph.document_of(container.file);
    if (document == nullptr || document->dialect() != "compose") return true;
    const yaml::Tree tree(*document);
    const yaml::Item service = tree.root().at("services").at(container.name);
    return service.is_absent() || !service.at("restart").is_absent() || !service.at("deploy").is_absent() || !service.at("links").is_absent() ||
           !service.at("volumes_from").is_absent();
}

/// `depends_on` on a line of its own after the service's name.
static std::vector<Edit> add_dependency(const Graph& graph, const Container& client, const std::string& server) {
    const Document* document = graph.document_of(client.file);
    if (!client.depends_on.empty() || document == nullptr) return {};
    const Node& service = document->node(document->node_at(client.name_span.begin));
    if (service.kind != NodeKind::block || !service.open.is_empty()) return {};
    for (const Node& child : document->children(service)) {
        if (child.kind != NodeKind::statement && child.kind != NodeKind::block) continue;
        const std::string_view text = document->text();
        std::uint32_t line = child.span.begin;
        while (line > 0 && text[line - 1] != '\n') --line;
        const std::string_view indent = text.substr(line, child.span.begin - line);
        if (!trim(indent).empty()) return {};
        return {{{client.file, line, line}, fmt::format("{}depends_on:\n{}  - {}\n", indent, indent, server)}};
    }
    return {};
}

static void find_unordered(const Graph& graph, Reporter& report) {
    std::set<std::pair<ContainerId, ContainerId>> told;
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const TcpEndpoint* target = as_tcp(link.target);
        if (target == nullptr || !connection.client || connection.has_variables) continue;
        const std::optional<ContainerId> from = container_of(graph, graph.at(*connection.client));
        if (!from) continue;
        const std::vector<ContainerId> named = containers_named(graph, *from, target->host);
        if (named.size() != 1 || named.front() == *from || !told.emplace(*from, named.front()).second) continue;
        const Container& client = graph.at(*from);
        const Container& server = graph.at(named.front());
        if (client.project != server.project || !client.is_fully_read || !share_network(client, server)) continue;
        if (waits_for(graph, client, server.name) || waits_for(graph, server, client.name) || comes_up_anyway(graph, client)) continue;
        auto found = report.at(client.name_span, fmt::format("nginx in `{}` needs the name `{}` when it starts, but nothing makes it start after it",
                                                             quoted(client.name), quoted(target->host)));
        found.label(link.span, "nginx looks the name up here")
            .label(server.name_span, "the name is known once this runs")
            .note(fmt::format("started too early, nginx ends with `[emerg] host not found in upstream \"{}\"`", quoted(target->host)));
        const std::vector<Edit> edits = add_dependency(graph, client, server.name);
        if (!edits.empty()) found.fix("start it after the other", Safety::safe, edits);
    }
}

extern constexpr Rule xst044_start_order_not_guaranteed{
    .summary = "nginx needs the name of another service when it starts, but does not wait for it",
    .why = "Docker's name server knows a service once its container runs. Without `depends_on` both start at once, and nginx may end with "
           "`[emerg] host not found in upstream \"web\"`.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::safe,
    .dialects = "compose nginx",
    .sources = "https://docs.docker.com/compose/how-tos/startup-order/ https://github.com/chilli-axe/mpc-autofill/issues/254",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
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
        location / { proxy_pass http://web:8000; }
    }
}
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
    depends_on: [web]
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
    .check = find_unordered,
};

}  // namespace stackc::rules
