#include "compiler/graph/heard_ports.h"

#include <algorithm>

#include "compiler/graph/links.h"

namespace stackc {

const HeardPort* HeardPorts::find(std::uint16_t port) const {
    const auto found = std::find_if(ports.begin(), ports.end(), [&](const HeardPort& one) { return one.port == port; });
    return found == ports.end() ? nullptr : &*found;
}

bool runs_in(const Process& process, ContainerId container) {
    return std::find(process.containers.begin(), process.containers.end(), container) != process.containers.end();
}

/// Whether the files at hand are all that this nginx reads: the whole of nginx.conf, or what takes
/// the place of the image's own site.
static bool is_whole_nginx(const Graph& graph, const Container& container, const Process& process) {
    if (process.is_fully_read) return true;
    // A folder mounted over the image's hides what the image has there.
    const bool is_hidden = std::any_of(container.mounts.begin(), container.mounts.end(), [](const Mount& mount) {
        return mount.target.is_known() && *mount.target == "/etc/nginx/conf.d";
    });
    if (is_hidden) return true;
    return std::any_of(graph.sites.begin(), graph.sites.end(), [&](const Site& site) {
        const Document* document = graph.document_of(site.file);
        if (document == nullptr) return false;
        return path_in(container, document->source().path.string()) == "/etc/nginx/conf.d/default.conf";
    });
}

static void add_sites(const Graph& graph, const Process& process, HeardPorts& heard) {
    for (const Site& site : graph.sites) {
        if (!site.process || &graph.at(*site.process) != &process) continue;
        for (const SiteListen& listen : site.listens) {
            const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
            if (tcp != nullptr) heard.ports.push_back({tcp->port, listen.span, is_loopback(tcp->host), "nginx"});
            else if (!listen.endpoint.is_known()) heard.is_complete = false;
        }
        // What a location includes listens nowhere.
        if (!site.scope || !graph.at(*site.scope).is_fully_read) heard.is_complete = false;
    }
}

HeardPorts ports_heard(const Graph& graph, ContainerId id) {
    HeardPorts heard;
    const Container& container = graph.at(id);
    const Program* main = main_program(graph, id);
    heard.is_complete = container.is_fully_read && main != nullptr && main->is_fully_read;
    bool has_process = false;
    for (const Process& process : graph.processes) {
        if (!runs_in(process, id)) continue;
        has_process = true;
        if (process.kind == ServerKind::nginx) {
            if (!is_whole_nginx(graph, container, process)) heard.is_complete = false;
            add_sites(graph, process, heard);
        } else if (!process.is_fully_read) {
            heard.is_complete = false;
        }
        const bool has_listener = std::any_of(graph.listeners.begin(), graph.listeners.end(), [&](const Listener& listener) {
            return &graph.at(listener.process) == &process;
        });
        if (process.kind == ServerKind::other && !has_listener) heard.is_complete = false;
    }
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        if (!runs_in(process, id) || process.kind == ServerKind::nginx) continue;
        const TcpEndpoint* tcp = listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
        if (tcp != nullptr) heard.ports.push_back({tcp->port, listener.span, is_loopback(tcp->host), name_of(graph, process)});
        else if (!listener.endpoint.is_known()) heard.is_complete = false;
    }
    if (!has_process) heard.is_complete = false;
    return heard;
}

}  // namespace stackc
