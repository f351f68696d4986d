#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static bool listens(const Value<Endpoint>& endpoint, std::uint16_t port) {
    // What is not known may be it.
    if (!endpoint.is_known()) return true;
    const TcpEndpoint* tcp = as_tcp(*endpoint);
    return tcp != nullptr && tcp->port == port && !is_loopback(tcp->host);
}

static bool is_listened_to(const Graph& graph, const FirewallRule& rule) {
    constexpr std::uint16_t ssh = 22;  // how one gets in to deploy; no description says it
    if (rule.port == ssh) return true;
    for (const Site& site : graph.sites) {
        if (!graph.are_together(site.file, rule.span.file)) continue;
        for (const SiteListen& listen : site.listens) {
            if (listens(listen.endpoint, rule.port)) return true;
        }
    }
    for (const Listener& listener : graph.listeners) {
        if (graph.are_together(listener.span.file, rule.span.file) &&
            listens(listener.endpoint, rule.port))
            return true;
    }
    return false;
}

/// A command may listen on whatever it likes.
static bool may_listen_unseen(const Graph& graph, FileId file) {
    for (const Process& process : graph.processes) {
        if (!graph.are_together(process.span.file, file)) continue;
        if (process.kind == ServerKind::other || !process.is_fully_read) return true;
    }
    for (const Site& site : graph.sites) {
        if (graph.are_together(site.file, file) && (!site.is_fully_read || !site.raw.empty()))
            return true;
    }
    return false;
}

static void find_firewall_allows_nothing(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    for (const Host& host : graph.hosts) {
        if (!files.contains(host.span.file)) continue;
        for (const FirewallRule& rule : host.firewall) {
            if (!rule.is_udp && is_listened_to(graph, rule)) continue;
            if (may_listen_unseen(graph, rule.span.file)) continue;
            report
                .at(rule.span,
                    fmt::format("port {}{} is let in, but nothing of the description listens there",
                                rule.port, rule.is_udp ? "/udp" : ""))
                .note("remove the line, or say what listens");
        }
    }
}

extern constexpr Rule stk042_firewall_allows_nothing{
    .summary = "the firewall lets in what nothing listens to",
    .why = "A hole without a use is one that the next program to listen there falls through.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "stack",
    .bad = R"(host web1 { firewall { allow 80; allow 8000 } }
site example.com { listen 80; route / return 200 ok }
)",
    .good = R"(host web1 { firewall { allow 80; allow 22 } }
site example.com { listen 80; route / return 200 ok }
)",
    .check = find_firewall_allows_nothing,
};

}  // namespace stackc::rules
