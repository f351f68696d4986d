#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/heard_ports.h"
#include "validators/engine/rule.h"
#include "compiler/graph/server_addresses.h"

namespace stackc::rules {

/// Containers of other projects may answer on such a network.
static bool has_external_network(const Container& container) {
    return std::any_of(container.networks.begin(), container.networks.end(),
                       [](const NetworkUse& use) { return use.name.starts_with("external:"); });
}

static bool is_bare_name(std::string_view host) {
    // What names the container itself is XST041's.
    return !is_address(host) && !is_loopback(host) && host != "localhost" &&
           host.find('.') == std::string_view::npos;
}

/// The value itself, without the quotes that stand around it.
static Span inside_quotes(const Graph& graph, Span span, std::string_view value) {
    const std::string_view written = graph.text(span);
    if (written.size() == value.size() + 2 && written.substr(1, value.size()) == value)
        return {span.file, span.begin + 1, span.end - 1};
    return span;
}

static void add_replacement(const Graph& graph, DiagnosticBuilder& found, Span span,
                            const std::string& value, const std::string& right) {
    const Span place = inside_quotes(graph, span, value);
    if (graph.text(place) == value)
        found.fix(fmt::format("connect to `{}`", quoted(right)), Safety::unsafe, {{place, right}});
}

// ---------------------------------------------------------------------------------- no such name

static void check_name(const Graph& graph, const ServerAddress& address, Reporter& report) {
    const Container& client = graph.at(address.from);
    const bool is_known_somewhere = std::any_of(
        graph.containers.begin(), graph.containers.end(),
        [&](const Container& container) { return is_named(container, to_lower(address.host)); });
    if (is_known_somewhere || !client.is_fully_read || has_external_network(client)) return;
    std::vector<std::string_view> names;
    const HeardPort* served = nullptr;
    std::vector<HeardPorts> heard;
    const Container* server = nullptr;
    for (const Container& container : graph.containers) {
        if (container.project != client.project || &container == &client) continue;
        names.insert(names.end(), container.names.begin(), container.names.end());
        heard.push_back(ports_heard(graph, graph.id_of(container)));
        if (address.port == 0 || heard.back().find(address.port) == nullptr) continue;
        server = served == nullptr ? &container : nullptr;
        served = heard.back().find(address.port);
    }
    if (names.empty()) return;
    auto found = report.at(address.host_span,
                           fmt::format("`{}` connects to `{}`, and no service of the compose file "
                                       "is called so",
                                       quoted(address.name), quoted(address.host)));
    found.label(client.name_span, "it runs here")
        .note(fmt::format("the program says `could not translate host name \"{0}\" to address: "
                          "Name or service not known`, or `Error -2 connecting to {0}`",
                          quoted(address.host)));
    if (!address.is_used) found.uncertain();
    const auto near = nearest(address.host, names);
    const std::string right = server != nullptr ? server->name : near ? std::string(*near) : std::string();
    if (!right.empty()) add_replacement(graph, found, address.host_span, address.host, right);
}

// ------------------------------------------------------------------------------------ wrong port

static const PublishedPort* published_as(const Container& container, std::uint16_t outside) {
    const auto found = std::find_if(container.published.begin(), container.published.end(),
                                    [&](const PublishedPort& port) {
                                        return port.host_port.is_known() &&
                                               *port.host_port == outside && port.port.is_known();
                                    });
    return found == container.published.end() ? nullptr : &*found;
}

static void check_port(const Graph& graph, const ServerAddress& address, ContainerId id,
                       Reporter& report) {
    const Container& server = graph.at(id);
    const HeardPorts heard = ports_heard(graph, id);
    // Of a server that we know all, one that listens.
    const bool is_database =
        server.is_fully_read && server.is_image_known && heard.ports.size() == 1;
    if (!is_database || !heard.is_complete || address.port == 0 ||
        heard.find(address.port) != nullptr)
        return;
    const std::uint16_t right = heard.ports.front().port;
    const PublishedPort* outside = published_as(server, address.port);
    const Span place = address.is_port_stated ? address.port_span : address.host_span;
    auto found = report.at(
        place, outside != nullptr
                   ? fmt::format("`{}` connects to port {} of `{}`, which is the machine's: in the "
                                 "container it is {}",
                                 quoted(address.name), address.port, quoted(server.name), right)
                   : fmt::format("`{}` connects to port {} of `{}`, which listens on {}",
                                 quoted(address.name), address.port, quoted(server.name), right));
    if (outside != nullptr)
        found.label(outside->span, "published here; containers reach each other directly");
    else
        found.label(heard.ports.front().span, "it listens here");
    found.note(fmt::format("the program says `connection to server at \"{}\", port {} failed: "
                           "Connection refused`",
                           quoted(address.host), address.port));
    if (!address.is_used) found.uncertain();
    if (address.is_port_stated)
        add_replacement(graph, found, address.port_span, std::to_string(address.port),
                        std::to_string(right));
}

static void find_unreachable(const Graph& graph, Reporter& report) {
    for (const ServerAddress& address : server_addresses(graph)) {
        if (!is_bare_name(address.host)) continue;
        const std::vector<ContainerId> servers =
            containers_named(graph, address.from, to_lower(address.host));
        if (servers.empty())
            check_name(graph, address, report);
        else if (servers.size() == 1 &&
                 share_network(graph.at(address.from), graph.at(servers.front())))
            check_port(graph, address, servers.front(), report);
    }
}

extern constexpr Rule xst074_database_unreachable{
    .summary = "a program in a container is told a wrong name or port of its database",
    .why =
        "On a project's network a service answers by its own name, on the port that its server "
        "binds; the number before the colon in `ports:` counts on the machine alone. Django then "
        "stops with `connection to server at \"db\", port 5433 failed: Connection refused` or "
        "`could not translate host name \"postgres\" to address`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "compose django env",
    .sources =
        "https://docs.docker.com/compose/how-tos/networking/ "
        "https://github.com/hackforla/CivicTechJobs/issues/554",
    .bad = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    depends_on: [db]
    environment:
      DATABASE_URL: postgres://shop@db:5433/shop
  db:
    image: postgres:16
    ports: ["5433:5432"]
#> Dockerfile
FROM python:3.12
)",
    .good = R"(#> docker-compose.yml
services:
  web:
    build: .
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    depends_on: [db]
    environment:
      DATABASE_URL: postgres://shop@db:5432/shop
  db:
    image: postgres:16
    ports: ["127.0.0.1:5433:5432"]
#> Dockerfile
FROM python:3.12
)",
    .check = find_unreachable,
};

}  // namespace stackc::rules
