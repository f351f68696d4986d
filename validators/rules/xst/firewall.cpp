#include "validators/rules/xst/firewall.h"

#include <algorithm>

namespace stackc {

const FirewallRule* find_open(const Host& host, std::uint16_t port) {
    const auto found = std::find_if(host.firewall.begin(), host.firewall.end(), [&](const FirewallRule& rule) {
        return rule.port == port && !rule.is_udp && rule.from.empty();
    });
    return found == host.firewall.end() ? nullptr : &*found;
}

static bool is_of_cloud(const Graph& graph, Span span) {
    const Document* document = graph.document_of(span.file);
    return document != nullptr && (document->dialect() == "terraform" || document->dialect() == "cloudformation");
}

/// The web's ports are open to another group alone: a balancer's.
static bool is_behind_group(const Host& host) {
    return std::any_of(host.firewall.begin(), host.firewall.end(), [](const FirewallRule& rule) {
        return (rule.port == 80 || rule.port == 443) && !rule.from.empty();
    });
}

const Host* find_web_firewall(const Graph& graph, FileId file) {
    const bool is_balanced = std::any_of(graph.balancers.begin(), graph.balancers.end(), [&](const Balancer& balancer) {
        return graph.are_together(balancer.span.file, file);
    });
    const Host* found = nullptr;
    for (const Host& host : graph.hosts) {
        if (!is_of_cloud(graph, host.span) || !graph.are_together(host.span.file, file)) continue;
        if (find_open(host, 80) == nullptr && find_open(host, 443) == nullptr) {
            if (is_behind_group(host)) return nullptr;
            continue;
        }
        if (found != nullptr) return nullptr;
        found = &host;
    }
    return found == nullptr || is_balanced || !found->has_firewall ? nullptr : found;
}

/// What a port of the container is outside; nothing where it is not published.
static std::vector<std::uint16_t> outside(const Container& container, std::uint16_t inside) {
    std::vector<std::uint16_t> ports;
    for (const PublishedPort& published : container.published) {
        if (published.port.is_known() && *published.port == inside && published.host_port.is_known()) ports.push_back(*published.host_port);
    }
    return ports;
}

PublicPorts find_public_ports(const Graph& graph, FileId file) {
    PublicPorts result;
    for (const Site& site : graph.sites) {
        if (!graph.are_together(site.file, file)) continue;
        if (!site.scope || !graph.at(*site.scope).is_fully_read) result.is_complete = false;
        const std::vector<ContainerId>* places = site.process ? &graph.at(*site.process).containers : nullptr;
        for (const SiteListen& listen : site.listens) {
            const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
            if (!listen.endpoint.is_known()) result.is_complete = false;
            if (tcp == nullptr || is_loopback(tcp->host)) continue;
            if (places == nullptr || places->empty()) {
                result.ports.push_back({tcp->port, listen.is_tls, listen.span});
                continue;
            }
            for (const ContainerId id : *places) {
                for (const std::uint16_t port : outside(graph.at(id), tcp->port)) result.ports.push_back({port, listen.is_tls, listen.span});
            }
        }
    }
    return result;
}

}  // namespace stackc
