#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static bool is_let_in(const Host& host, const Value<Endpoint>& endpoint) {
    const TcpEndpoint* tcp = endpoint.is_known() ? as_tcp(*endpoint) : nullptr;
    if (tcp == nullptr || is_loopback(tcp->host)) return true;
    for (const FirewallRule& rule : host.firewall) {
        if (!rule.is_udp && rule.port == tcp->port) return true;
    }
    return false;
}

static void blocked(const Host& host, const Value<Endpoint>& endpoint, Span span,
                    std::string_view who, Reporter& report) {
    if (is_let_in(host, endpoint)) return;
    const TcpEndpoint& tcp = *as_tcp(*endpoint);
    report
        .at(span,
            fmt::format("`{}` listens on port {}, but the firewall of `{}` does not let it in", who,
                        tcp.port, host.name))
        .label(host.span, "its firewall")
        .note(fmt::format("add `allow {}` to the firewall, or listen on 127.0.0.1", tcp.port));
}

static void find_firewall_blocks_listener(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    for (const Host& host : graph.hosts) {
        if (!host.has_firewall || !files.contains(host.span.file)) continue;
        for (const Site& site : graph.sites) {
            if (!files.contains(site.file) || !graph.are_together(site.file, host.span.file))
                continue;
            for (const SiteListen& listen : site.listens)
                blocked(host, listen.endpoint, listen.span, title_of(site), report);
        }
        for (const Listener& listener : graph.listeners) {
            const Process& service = graph.at(listener.process);
            if (!files.contains(listener.span.file) ||
                !graph.are_together(listener.span.file, host.span.file))
                continue;
            const HostId id = graph.id_of<HostTag>(graph.hosts, host);
            const bool runs_here =
                service.hosts.empty() ||
                std::find(service.hosts.begin(), service.hosts.end(), id) != service.hosts.end();
            if (runs_here) blocked(host, listener.endpoint, listener.span, service.name, report);
        }
    }
}

extern constexpr Rule stk041_firewall_blocks_listener{
    .summary = "something listens for others, but the firewall lets nobody in",
    .why = "Connections time out, while everything on the machine itself looks well.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(host web1 { firewall { allow 22 } }
site example.com { listen 80; route / return 200 ok }
)",
    .good = R"(host web1 { firewall { allow 22; allow 80 } }
site example.com { listen 80; route / return 200 ok }
)",
    .check = find_firewall_blocks_listener,
};

}  // namespace stackc::rules
