#include "compiler/frontends/cloud/resources.h"

namespace stackc::cloud {

static std::optional<std::uint16_t> as_port(const Value<std::uint64_t>& value) {
    if (!value.is_known() || *value == 0 || *value > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(*value);
}

/// Adds what the rule opens; false where that is more than a few ports, or not known.
static bool add_rule(Host& host, const IngressRule& rule) {
    const std::optional<std::uint16_t> first = as_port(rule.from_port), last = as_port(rule.to_port);
    constexpr std::uint32_t most_ports = 64;
    const bool is_plain = (rule.protocol == "tcp" || rule.protocol == "udp" || rule.protocol == "6") && first && last &&
                          *first <= *last && std::uint32_t{*last} - *first < most_ports;
    if (!is_plain) return false;
    for (std::uint32_t port = *first; port <= *last; ++port) {
        // Of whom the rule speaks nobody knows, but it is not everybody.
        if (rule.networks.empty()) host.firewall.push_back({static_cast<std::uint16_t>(port), rule.protocol == "udp", "another group", rule.span});
        for (const std::string& network : rule.networks) {
            const bool is_anywhere = network == "0.0.0.0/0" || network == "::/0";
            host.firewall.push_back({static_cast<std::uint16_t>(port), rule.protocol == "udp", is_anywhere ? "" : network, rule.span});
        }
    }
    return !rule.networks.empty();
}

void add_group(GraphBuilder& builder, const SecurityGroup& group) {
    Host host;
    host.name = group.name;
    host.span = group.span;
    host.provider = Provider{"aws", {}, {}, group.span};
    host.has_firewall = group.is_fully_read;
    for (const IngressRule& rule : group.rules) {
        if (!add_rule(host, rule)) host.has_firewall = false;
    }
    builder.add(std::move(host));
}

void add_listener(GraphBuilder& builder, const BalancerListener& listener) {
    Balancer balancer;
    balancer.name = listener.name;
    balancer.span = listener.span;
    balancer.provider = Provider{"aws", {}, {}, listener.span};
    SiteListen listen;
    listen.span = listener.port.span_or(listener.span);
    listen.is_tls = listener.protocol == "HTTPS" || listener.protocol == "TLS";
    const std::optional<std::uint16_t> port = as_port(listener.port);
    listen.endpoint = port ? Value<Endpoint>::known(TcpEndpoint{"*", *port}, listen.span) : Value<Endpoint>::unknown("the port is no number", listen.span);
    balancer.listens.push_back(std::move(listen));
    builder.graph.balancers.push_back(std::move(balancer));
}

}  // namespace stackc::cloud
