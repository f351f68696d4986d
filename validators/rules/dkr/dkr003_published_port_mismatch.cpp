#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "compiler/graph/heard_ports.h"

namespace stackc::rules {

static void find_published_mismatches(const Graph& graph, Reporter& report) {
    for (const Container& container : graph.containers) {
        const HeardPorts heard = ports_heard(graph, graph.id_of(container));
        if (!heard.is_complete || heard.ports.empty() || container.network_mode != NetworkMode::networks) continue;
        for (const PublishedPort& published : container.published) {
            if (!published.port.is_known() || published.is_udp || heard.find(*published.port) != nullptr) continue;
            const HeardPort& other = heard.ports.front();
            auto found = report.at(published.span, fmt::format("port {} of `{}` is published, but {} listens on {}", *published.port,
                                                               quoted(container.name), other.server, other.port));
            found.label(other.span, "listens here")
                .note("clients get `Connection reset by peer` or `Empty reply from server`");
            const Span port = published.port.span_or(published.span);
            if (heard.ports.size() == 1 && graph.text(port) == std::to_string(*published.port)) {
                found.fix(fmt::format("publish {}", other.port), Safety::unsafe, {{port, std::to_string(other.port)}});
            }
        }
    }
}

extern constexpr Rule dkr003_published_port_mismatch{
    .summary = "a published port leads to a port of the container that nothing listens on",
    .why = "In `8000:80` the second number is the container's. The connection is taken by docker and then refused inside: clients see "
           "`Connection reset by peer` or `Empty reply from server`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "compose dockerfile",
    .sources = "https://docs.docker.com/reference/compose-file/services/#ports https://github.com/nginx-proxy/nginx-proxy/issues/571",
    .bad = R"(#> docker-compose.yml
services:
  web:
    build: .
    ports:
      - "80:8080"
#> Dockerfile
FROM python:3.12
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    build: .
    restart: unless-stopped
    ports:
      - "80:8000"
#> Dockerfile
FROM python:3.12
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .check = find_published_mismatches,
};

}  // namespace stackc::rules
