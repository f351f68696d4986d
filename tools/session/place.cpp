#include "tools/session/place.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"

namespace stackc {

// Linux's struct sockaddr_un holds 107 bytes and a NUL.
static constexpr std::size_t most_socket_path = 107;
static constexpr std::uint16_t first_free_port = 1024;
static constexpr std::uint16_t standalone_shift = 8000;

namespace {

/// Keeps the value's place while its value changes.
template <class T>
Value<T> replaced(const Value<T>& old, T value) {
    return old.has_span() ? Value<T>::known(std::move(value), old.span()) : Value<T>::by_default(std::move(value));
}

/// The graph of one machine in the making.
class Placer {
  public:
    Placer(const Graph& graph, const Placement& placement) : old_(graph), placement_(placement) {}

    PlacedStack place() {
        result_.graph = old_;
        choose_processes();
        grow_bodies();
        drop_foreign_sites();
        make_upstreams();
        if (placement_.layout == Layout::standalone) stand_alone();
        check_sockets();
        return std::move(result_);
    }

  private:
    Graph& graph() { return result_.graph; }
    void problem(Span span, std::string text) { result_.problems.push_back({span, std::move(text)}); }

    bool is_here(const Process& process) const {
        if (!placement_.host || process.hosts.empty()) return true;
        return std::find(process.hosts.begin(), process.hosts.end(), *placement_.host) != process.hosts.end();
    }

    /// Every replica of every service of this machine; where each went is kept for the routes.
    void choose_processes() {
        graph().processes.clear();
        graph().listeners.clear();
        copies_.resize(old_.processes.size());
        for (const Process& process : old_.processes) {
            if (process.kind == ServerKind::nginx || !is_here(process)) continue;
            const std::uint64_t count = std::max<std::uint64_t>(process.replicas, 1);
            for (std::uint64_t replica = 0; replica < count; ++replica) add_copy(process, replica);
        }
    }

    void add_copy(const Process& process, std::uint64_t replica) {
        Process copy = process;
        if (process.replicas > 1) {
            copy.name += fmt::format("-{}", replica + 1);
            if (copy.log_path.is_known()) copy.log_path = replaced(copy.log_path, numbered(*copy.log_path, replica + 1));
        }
        copy.replicas = 1;
        const ProcessId id{static_cast<std::uint32_t>(graph().processes.size())};
        graph().processes.push_back(std::move(copy));
        copies_[old_.id_of(process).value].push_back(id);
        for (Listener listener : old_.listeners) {
            if (listener.process != old_.id_of(process) || listener.replica != replica) continue;
            listener.process = id;
            graph().listeners.push_back(std::move(listener));
        }
    }

    static std::string numbered(const std::string& path, std::uint64_t number) {
        const std::size_t dot = path.rfind('.');
        const bool has_end = dot != std::string::npos && path.find('/', dot) == std::string::npos;
        const std::size_t at = has_end ? dot : path.size();
        return fmt::format("{}-{}{}", path.substr(0, at), number, path.substr(at));
    }

    /// A service takes bodies as large as the largest that a route or a site lets through.
    void grow_bodies() {
        for (const Site& site : old_.sites) {
            for (const RouteId route : site.routes) {
                const auto* forward = std::get_if<ForwardAction>(&old_.at(route).action);
                if (forward == nullptr || !old_.at(forward->connection).service.is_known()) continue;
                const Value<Size>& wanted = old_.at(route).max_body.is_known() ? old_.at(route).max_body : site.max_body;
                if (!wanted.is_known()) continue;
                for (const ProcessId id : copies_[old_.at(forward->connection).service->value]) {
                    Value<Size>& size = graph().processes[id.value].max_body;
                    if (size.is_known() && *size < *wanted) size = wanted;
                }
            }
        }
    }

    void make_upstreams() {
        graph().upstreams.clear();
        std::map<std::uint32_t, UpstreamId> of_service;
        for (Connection& connection : graph().connections) {
            if (!connection.service.is_known() || !is_used(connection)) continue;
            const std::uint32_t service = connection.service->value;
            const auto [slot, is_new] = of_service.try_emplace(service, UpstreamId{static_cast<std::uint32_t>(graph().upstreams.size())});
            if (is_new) graph().upstreams.push_back(upstream_of(old_.processes[service]));
            const Upstream& upstream = graph().upstreams[slot->second.value];
            connection.targets.clear();
            for (const UpstreamServer& server : upstream.servers) connection.targets.push_back(server.endpoint);
            connection.upstream = slot->second;
            if (connection.protocol == Protocol::unknown) connection.protocol = old_.processes[service].kind == ServerKind::uwsgi ? Protocol::uwsgi : Protocol::http;
            if (!copies_[service].empty()) connection.service = replaced(connection.service, copies_[service].front());
            else connection.service = {};  // on another machine; its time-outs are the connection's
        }
    }

    /// Whether a site of this machine goes that way.
    bool is_used(const Connection& connection) const {
        return std::any_of(result_.graph.sites.begin(), result_.graph.sites.end(), [&](const Site& site) {
            return std::any_of(site.routes.begin(), site.routes.end(), [&](RouteId route) {
                const auto* forward = std::get_if<ForwardAction>(&old_.at(route).action);
                return forward != nullptr && &result_.graph.at(forward->connection) == &connection;
            });
        });
    }

    Upstream upstream_of(const Process& process) {
        Upstream upstream;
        upstream.name = old_.stack->name + "-" + process.name;
        upstream.span = process.span;
        if (is_here(process)) {
            add_servers(upstream, process, nullptr);
        } else {
            for (const HostId host : process.hosts) add_servers(upstream, process, &old_.at(host));
        }
        return upstream;
    }

    void add_servers(Upstream& upstream, const Process& process, const Host* remote) {
        for (const Listener& listener : old_.listeners) {
            if (listener.process != old_.id_of(process) || !listener.endpoint.is_known()) continue;
            const TcpEndpoint* tcp = as_tcp(*listener.endpoint);
            if (remote == nullptr) {
                Endpoint target = *listener.endpoint;
                if (tcp != nullptr && is_wildcard(tcp->host)) target = TcpEndpoint{tcp->host == "*" ? "127.0.0.1" : "[::1]", tcp->port};
                upstream.servers.push_back({replaced(listener.endpoint, target), false, false, listener.span});
            } else if (tcp == nullptr || is_loopback(tcp->host)) {
                problem(listener.span, fmt::format("`{}` runs on `{}` alone and listens where only that machine can connect", quoted(process.name), quoted(remote->name)));
            } else {
                const std::string host = is_wildcard(tcp->host) ? remote->address.value_or(remote->name) : tcp->host;
                upstream.servers.push_back({replaced(listener.endpoint, Endpoint{TcpEndpoint{host, tcp->port}}), false, false, listener.span});
            }
        }
    }

    /// A site stands where its balancer sends requests, else on every machine that reaches all its
    /// services and whose firewall lets its visitors in.
    void drop_foreign_sites() {
        if (!placement_.host || old_.hosts.size() < 2) return;
        std::erase_if(graph().sites, [&](const Site& site) { return !stands_on(site, *placement_.host); });
    }

    bool stands_on(const Site& site, HostId host) const {
        const std::string& name = old_.at(host).name;
        for (const Balancer& balancer : old_.balancers) {
            const bool is_ours = balancer.to.is_known() && std::any_of(site.names.begin(), site.names.end(), [&](const auto& own) { return own.is_known() && *own == *balancer.to; });
            if (is_ours && !balancer.hosts.empty()) return std::find(balancer.hosts.begin(), balancer.hosts.end(), name) != balancer.hosts.end();
        }
        return lets_in(old_.at(host), site) && std::all_of(site.routes.begin(), site.routes.end(), [&](RouteId route) {
            const auto* forward = std::get_if<ForwardAction>(&old_.at(route).action);
            if (forward == nullptr || !old_.at(forward->connection).service.is_known()) return true;
            return is_reachable(*old_.at(forward->connection).service);
        });
    }

    static bool lets_in(const Host& host, const Site& site) {
        return !host.has_firewall || std::any_of(site.listens.begin(), site.listens.end(), [&](const SiteListen& listen) {
            const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
            return tcp == nullptr || std::any_of(host.firewall.begin(), host.firewall.end(), [&](const FirewallRule& rule) { return rule.port == tcp->port; });
        });
    }

    bool is_reachable(ProcessId service) const {
        if (is_here(old_.at(service))) return true;
        return std::all_of(old_.listeners.begin(), old_.listeners.end(), [&](const Listener& listener) {
            if (listener.process != service || !listener.endpoint.is_known()) return true;
            const TcpEndpoint* tcp = as_tcp(*listener.endpoint);
            return tcp != nullptr && !is_loopback(tcp->host);
        });
    }

    // -------------------------------------------------------------------------- standalone

    void stand_alone() {
        for (Process& process : graph().processes) move_process(process);
        for (Listener& listener : graph().listeners) {
            move(listener.endpoint);
            listener.owner = {};
            listener.group = {};
        }
        for (Upstream& upstream : graph().upstreams) {
            for (UpstreamServer& server : upstream.servers) move(server.endpoint);
        }
        for (Connection& connection : graph().connections) {
            for (Value<Endpoint>& target : connection.targets) if (connection.service.is_known()) move(target);
        }
        for (Site& site : graph().sites) move_site(site);
        graph().users.clear();
        add_nginx();
    }

    std::string below_root(const std::string& path) const { return placement_.root + normal_path(path); }

    void move(Value<Endpoint>& endpoint) const {
        if (!endpoint.is_known()) return;
        if (const UnixEndpoint* socket = as_unix(*endpoint); socket != nullptr && socket->path.starts_with('/')) {
            endpoint = replaced(endpoint, Endpoint{UnixEndpoint{below_root(socket->path)}});
        } else if (const TcpEndpoint* tcp = as_tcp(*endpoint); tcp != nullptr && tcp->port < first_free_port) {
            endpoint = replaced(endpoint, Endpoint{TcpEndpoint{tcp->host, static_cast<std::uint16_t>(tcp->port + standalone_shift)}});
        }
    }

    void move_process(Process& process) const {
        process.user = {};
        process.group = {};
        process.extra_groups.clear();
        if (process.log_target == LogTarget::journal) process.log_target = LogTarget::file;
        const std::string path = process.log_path.value_or(fmt::format("/var/log/{}/{}.log", old_.stack->name, process.name));
        process.log_path = replaced(process.log_path, below_root(path));
    }

    void move_log(Value<std::string>& path) const {
        if (path.is_known() && *path != "off") path = replaced(path, below_root(*path));
    }

    void move_site(Site& site) {
        for (SiteListen& listen : site.listens) {
            move(listen.endpoint);
            if (!placement_.has_ipv6) listen.both_families = false;
        }
        move_log(site.access_log);
        move_log(site.error_log);
        if (!site.tls || !site.tls->certificate.is_known() || !site.tls->key.is_known()) return;
        const bool is_there = placement_.exists && placement_.exists(*site.tls->certificate) && placement_.exists(*site.tls->key);
        if (!is_there) sign_own(site);
    }

    void sign_own(Site& site) {
        std::vector<std::string> names;
        for (const Value<std::string>& name : site.names) if (name.is_known()) names.push_back(*name);
        const std::string stem = placement_.root + "/etc/tls/" + (names.empty() || names.front() == "_" ? "default" : names.front());
        site.tls->certificate = replaced(site.tls->certificate, stem + ".crt");
        site.tls->key = replaced(site.tls->key, stem + ".key");
        result_.certificates.push_back({stem + ".crt", stem + ".key", std::move(names), site.tls->span});
    }

    void add_nginx() {
        if (graph().sites.empty()) return;
        Process nginx;
        nginx.kind = ServerKind::nginx;
        nginx.name = "nginx";
        nginx.span = old_.stack->span;
        nginx.log_path = Value<std::string>::by_default(below_root("/var/log/" + old_.stack->name + "/nginx.log"));
        graph().processes.push_back(std::move(nginx));
    }

    void check_sockets() {
        for (const Listener& listener : graph().listeners) {
            const UnixEndpoint* socket = listener.endpoint.is_known() ? as_unix(*listener.endpoint) : nullptr;
            if (socket == nullptr || socket->path.size() <= most_socket_path) continue;
            problem(listener.span, fmt::format("the socket's path has {} bytes, and Linux takes {}: `{}`", socket->path.size(), most_socket_path, quoted(socket->path)));
        }
    }

    const Graph& old_;
    const Placement& placement_;
    PlacedStack result_;
    std::vector<std::vector<ProcessId>> copies_;  // by old process
};

}  // namespace

PlacedStack place(const Graph& graph, const Placement& placement) { return Placer(graph, placement).place(); }

std::vector<std::string> urls_of(const Graph& placed) {
    std::vector<std::string> urls;
    for (const Site& site : placed.sites) {
        for (const SiteListen& listen : site.listens) {
            const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
            if (tcp == nullptr || listen.is_redirect_https) continue;
            std::string host = site.names.empty() ? "localhost" : site.names.front().value_or("localhost");
            if (host == "_" || host.starts_with('*')) host = "localhost";
            const std::string port = tcp->port == (listen.is_tls ? 443 : 80) ? "" : fmt::format(":{}", tcp->port);
            urls.push_back(fmt::format("{}://{}{}/", listen.is_tls ? "https" : "http", host, port));
        }
    }
    return urls;
}

}  // namespace stackc
