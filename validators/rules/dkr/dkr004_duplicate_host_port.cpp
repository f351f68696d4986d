#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "compiler/graph/places.h"
#include "compiler/syntax/yaml.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Services of a profile are alternatives: they are started when asked for, those of no copies never.
static bool is_optional(const Graph& graph, const Container& container) {
    const Document* document = graph.document_of(container.file);
    if (document == nullptr || document->dialect() != "compose") return true;
    const yaml::Tree tree(*document);
    const yaml::Item service = tree.root().at("services").at(container.name);
    const auto is_zero = [](const yaml::Item& count) { return count.scalar() != nullptr && count.scalar()->value == "0"; };
    return !service.at("profiles").is_absent() || is_zero(service.at("scale")) || is_zero(service.at("deploy").at("replicas"));
}

static void find_duplicate_host_ports(const Graph& graph, Reporter& report) {
    std::map<std::tuple<std::string, std::uint16_t, bool>, std::pair<const Container*, Span>> first;
    for (const Container& container : graph.containers) {
        for (const PublishedPort& port : container.published) {
            if (!port.host_port.is_known() || !is_everywhere(port)) continue;
            const auto key = std::tuple(container.project, *port.host_port, port.is_udp);
            const auto [slot, is_new] = first.try_emplace(key, &container, port.span);
            if (is_new || slot->second.first == &container) continue;
            if (is_optional(graph, container) || is_optional(graph, *slot->second.first)) continue;
            report.at(port.span, fmt::format("`{}` and `{}` both publish port {} of the machine", quoted(slot->second.first->name),
                                             quoted(container.name), *port.host_port))
                .label(slot->second.second, "published here first")
                .note("docker says: `Bind for 0.0.0.0 failed: port is already allocated`, and the second container does not start");
        }
    }
}

extern constexpr Rule dkr004_duplicate_host_port{
    .summary = "two services publish one port of the machine",
    .why = "The second container does not start: `Bind for 0.0.0.0:80 failed: port is already allocated`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "compose",
    .sources = "https://docs.docker.com/reference/compose-file/services/#ports https://github.com/OpenNeuroOrg/openneuro/issues/728",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    ports: ["80:80"]
  admin:
    image: nginx:1.25
    ports: ["80:80"]
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    restart: unless-stopped
    ports: ["80:80"]
  admin:
    image: nginx:1.25
    restart: unless-stopped
    ports: ["8080:80"]
)",
    .check = find_duplicate_host_ports,
};

}  // namespace stackc::rules
