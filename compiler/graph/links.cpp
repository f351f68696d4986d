#include "compiler/graph/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/handed_sockets.h"
#include "compiler/graph/places.h"
#include "compiler/graph/roles.h"

namespace stackc {

static bool is_local(const Endpoint& target) {
    const TcpEndpoint* tcp = as_tcp(target);
    return tcp == nullptr || is_loopback(tcp->host) || is_wildcard(tcp->host);
}

std::vector<Link> find_links(const Graph& graph) {
    std::vector<Link> links;
    for (const Connection& connection : graph.connections) {
        std::set<std::pair<Span, Endpoint>> seen;
        for (const Value<Endpoint>& target : connection.targets) {
            if (!target.is_known()) continue;
            // A description names the service, whose address stands elsewhere.
            const bool is_named = connection.service.is_known() || connection.external.has_value();
            const Span span = is_named ? connection.span : target.span_or(connection.span);
            if (!seen.emplace(span, *target).second) continue;
            links.push_back({graph.id_of(connection), *target, span,
                             listeners_reached(graph, connection, *target), is_local(*target)});
        }
    }
    return links;
}

bool is_app_server(const Graph& graph, ListenerId id) {
    const ServerKind kind = graph.at(graph.at(id).process).kind;
    return runs_application(kind) && kind != ServerKind::celery;
}

std::string name_of(const Graph& graph, const Process& process) {
    if (process.program) return fmt::format("{} `{}`", to_text(process.kind), quoted(graph.at(*process.program).name));
    const bool is_described = graph.stack && graph.stack->file == process.span.file;
    if (is_described) return fmt::format("the service `{}`", quoted(process.name));
    return std::string(to_text(process.kind));
}

std::optional<std::string_view> shared_tmp_folder(const Graph& graph, FileId from, const std::string& path) {
    for (const std::string_view folder : {"/tmp", "/var/tmp", "/dev/shm"}) {
        if (!path.starts_with(folder) || path[folder.size()] != '/') continue;
        const std::size_t end = path.find('/', folder.size() + 1);
        const Document* document = graph.document_of(from);
        const bool is_whole = end != std::string::npos && document != nullptr &&
                              document->source().path.string().starts_with(path.substr(0, end + 1));
        if (!is_whole) return folder;
    }
    return std::nullopt;
}

const Node* statement_at(const Graph& graph, Span span) {
    const Document* document = graph.document_of(span.file);
    if (document == nullptr) return nullptr;
    const Node& node = document->node(document->node_at(span.begin));
    return node.kind == NodeKind::statement || node.kind == NodeKind::block ? &node : nullptr;
}

const Scope* nginx_main(const Graph& graph, FileId from) {
    const Scope* found = nullptr;
    for (const Process& process : graph.processes) {
        if (process.kind != ServerKind::nginx || !process.scope) continue;
        if (!graph.are_together(from, process.config.value_or(process.span.file))) continue;
        const Scope& scope = graph.at(*process.scope);
        // A fragment that is checked alone has a main level, but says nothing there.
        const bool is_whole = std::any_of(scope.children.begin(), scope.children.end(), [&](ScopeId child) {
            return graph.at(child).kind == "http" || graph.at(child).kind == "events";
        });
        if (!is_whole) continue;
        if (found != nullptr && found != &scope) return nullptr;
        found = &scope;
    }
    return found;
}

// ------------------------------------------------------------------------------------ misses

namespace {
/// Where nginx's own sites listen, each address once per deployment: twenty thousand sites
/// share a few.
class SiteAddresses {
  public:
    explicit SiteAddresses(const Graph& graph) {
        for (const Site& site : graph.sites) {
            Addresses& known = by_deployment_[deployment(graph, site.file)];
            for (const SiteListen& listen : site.listens) {
                if (listen.endpoint.is_known()) known.endpoints.insert(*listen.endpoint);
                else known.has_unknown = true;
            }
        }
    }

    bool may_answer(const Graph& graph, const Endpoint& target, FileId from) const {
        const auto found = by_deployment_.find(deployment(graph, from));
        if (found == by_deployment_.end()) return false;
        const Addresses& known = found->second;
        return known.has_unknown || std::any_of(known.endpoints.begin(), known.endpoints.end(),
                                                [&](const Endpoint& endpoint) { return reaches(target, endpoint); });
    }

  private:
    struct Addresses {
        std::set<Endpoint> endpoints;
        bool has_unknown = false;
    };
    /// A file of no deployment is one by itself.
    static std::pair<bool, std::uint32_t> deployment(const Graph& graph, FileId file) {
        const auto found = graph.deployments.find(file);
        return found == graph.deployments.end() ? std::pair(false, file.value) : std::pair(true, found->second);
    }
    std::map<std::pair<bool, std::uint32_t>, Addresses> by_deployment_;
};
}  // namespace

/// Whether a program's own socket may answer.
static bool has_program_socket(const Graph& graph, FileId from) {
    return std::any_of(graph.programs.begin(), graph.programs.end(), [&](const Program& program) {
        return program.is_fcgi && !program.socket.is_absent() && graph.are_together(program.file, from);
    });
}

static bool fits(Protocol spoken, Protocol understood) {
    if (spoken == Protocol::unknown || understood == Protocol::unknown) return true;
    const auto plain = [](Protocol protocol) { return protocol == Protocol::websocket ? Protocol::http : protocol; };
    return plain(spoken) == plain(understood);
}

/// A placeholder that nothing replaced: `/run/uwsgi/%(deb-confname)/socket`.
static bool has_placeholder(const Endpoint& endpoint) {
    const UnixEndpoint* socket = as_unix(endpoint);
    if (socket == nullptr) return false;
    return socket->path.find("%(") != std::string::npos || socket->path.find("$(") != std::string::npos;
}

/// Whether any listener of the process has a client already: then it is not the one that waits.
static bool is_reached(const Graph& graph, ProcessId process) {
    for (const Listener& listener : graph.listeners) {
        if (listener.process == process && graph.is_connected(graph.id_of(listener))) return true;
    }
    return false;
}

/// Whether one 127.0.0.1 and one file tree may be that of both.
static bool may_share_machine(const Graph& graph, const Process* client, const Process& server) {
    if (client == nullptr || client->containers.empty() || server.containers.empty()) return true;
    return std::any_of(client->containers.begin(), client->containers.end(), [&](ContainerId from) {
        return std::any_of(server.containers.begin(), server.containers.end(), [&](ContainerId to) { return share_loopback(graph, from, to); });
    });
}

static std::vector<ListenerId> waiting_listeners(const Graph& graph, const Connection& connection) {
    const FileId from = connection.span.file;
    const Protocol protocol = connection.protocol;
    const Process* client = connection.client ? &graph.at(*connection.client) : nullptr;
    std::vector<ListenerId> found;
    for (const ListenerId id : graph.app_listeners(from)) {
        const Listener& listener = graph.at(id);
        if (!is_app_server(graph, id) || !listener.endpoint.is_known() || has_placeholder(*listener.endpoint)) continue;
        if (!fits(protocol, listener.protocol) || is_reached(graph, listener.process)) continue;
        if (!may_share_machine(graph, client, graph.at(listener.process))) continue;
        if (as_unix(*listener.endpoint) != nullptr || as_tcp(*listener.endpoint) != nullptr) found.push_back(id);
    }
    return found;
}

static std::string_view base_name(const Endpoint& endpoint) {
    const UnixEndpoint* socket = as_unix(endpoint);
    if (socket == nullptr) return {};
    return std::string_view(socket->path).substr(socket->path.rfind('/') + 1);
}

static bool are_named_alike(const Endpoint& a, const Endpoint& b) {
    return !base_name(a).empty() && base_name(a) == base_name(b);
}

/// `/run/a.sock  # for nginx`: the comment is the mistake, and UWS004 reports it.
static bool has_comment_in_path(const Endpoint& target, const Endpoint& bound) {
    const UnixEndpoint* wanted = as_unix(target);
    const UnixEndpoint* made = as_unix(bound);
    if (wanted == nullptr || made == nullptr || !made->path.starts_with(wanted->path)) return false;
    const std::string_view rest = std::string_view(made->path).substr(wanted->path.size());
    return (rest.starts_with(' ') || rest.starts_with('\t')) && trim(rest).find_first_of("#;") == 0;
}

/// The listeners that may be meant: the one that is named like the target, else those of its kind,
/// else the only one of another kind.
static std::vector<ListenerId> meant_by(const Graph& graph, const Link& link) {
    const std::vector<ListenerId> waiting = waiting_listeners(graph, graph.at(link.connection));
    std::vector<ListenerId> alike, same_kind;
    for (const ListenerId id : waiting) {
        const Endpoint& bound = *graph.at(id).endpoint;
        if (are_named_alike(link.target, bound)) alike.push_back(id);
        if (bound.index() == link.target.index()) same_kind.push_back(id);
    }
    if (alike.size() == 1) return alike;
    if (!same_kind.empty()) return same_kind;
    return waiting.size() == 1 ? waiting : std::vector<ListenerId>{};
}

/// Whether a manager of the deployment starts each of them: none is a variant that lies unused.
static bool are_all_started(const Graph& graph, const std::vector<ListenerId>& listeners) {
    return std::all_of(listeners.begin(), listeners.end(), [&](ListenerId id) {
        return graph.at(graph.at(id).process).program.has_value();
    });
}

/// Whether a file that stackc does not read may start a server, or start this one otherwise.
static bool may_be_started_unseen(const Graph& graph, const Listener& meant) {
    return std::any_of(graph.unread_files.begin(), graph.unread_files.end(),
                       [&](const UnreadFile& unread) { return graph.are_together(unread.file, meant.span.file); });
}

/// A server whose addresses are not all known most likely answers at the target.
static bool has_blind_server(const Graph& graph, FileId from) {
    for (const Process& process : graph.processes) {
        const ProcessId id = graph.id_of(process);
        const bool is_near = graph.are_together(from, process.span.file);
        if (!is_near || process.kind == ServerKind::nginx || process.kind == ServerKind::redis || process.kind == ServerKind::celery) continue;
        if (process.kind == ServerKind::other) continue;
        const bool has_listener = std::any_of(graph.listeners.begin(), graph.listeners.end(), [&](const Listener& listener) {
            return listener.process == id && listener.endpoint.is_known();
        });
        if (!process.is_fully_read || !has_listener) return true;
    }
    return false;
}

static bool reaches_another_target(const Graph& graph, const Link& link) {
    const Connection& connection = graph.at(link.connection);
    return std::any_of(connection.targets.begin(), connection.targets.end(), [&](const Value<Endpoint>& target) {
        return !target.is_known() || !listeners_reached(graph, connection, *target).empty();
    });
}

/// The container that the client's is, where all that listens in it is known.
static bool is_container_known(const Graph& graph, const Connection& connection) {
    if (!connection.client) return false;
    const std::optional<ContainerId> place = container_of(graph, graph.at(*connection.client));
    return place && is_fully_known(graph, *place);
}

/// Another container that is reached by name, but not at this port: the only server that listens
/// there is meant.
static std::optional<Miss> find_miss_by_name(const Graph& graph, const Link& link) {
    const Connection& connection = graph.at(link.connection);
    const TcpEndpoint* target = as_tcp(link.target);
    if (link.is_local || target == nullptr || !connection.client || connection.has_variables) return std::nullopt;
    const std::optional<ContainerId> from = container_of(graph, graph.at(*connection.client));
    if (!from) return std::nullopt;
    const std::vector<ContainerId> named = containers_named(graph, *from, target->host);
    if (named.size() != 1 || !is_fully_known(graph, named.front()) || !share_network(graph.at(*from), graph.at(named.front()))) return std::nullopt;
    std::optional<ListenerId> meant;
    for (const Listener& listener : graph.listeners) {
        if (container_of(graph, graph.at(listener.process)) != named.front()) continue;
        const TcpEndpoint* bound = listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
        if (bound == nullptr || is_loopback(bound->host) || meant) return std::nullopt;
        meant = graph.id_of(listener);
    }
    if (!meant || !fits(connection.protocol, graph.at(*meant).protocol)) return std::nullopt;
    return Miss{link, *meant, {}, TcpEndpoint{target->host, as_tcp(*graph.at(*meant).endpoint)->port}, true};
}

std::vector<Miss> find_misses(const Graph& graph) {
    std::vector<Miss> misses;
    const SiteAddresses sites(graph);
    const std::vector<SocketDispute> disputes = find_socket_disputes(graph);
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        if (!link.listeners.empty() || connection.has_variables || is_disputed(disputes, link.target)) continue;
        if (!link.is_local) {
            if (const std::optional<Miss> miss = find_miss_by_name(graph, link)) misses.push_back(*miss);
            continue;
        }
        const FileId from = connection.span.file;
        if (sites.may_answer(graph, link.target, from) || has_program_socket(graph, from)) continue;
        const std::vector<ListenerId> candidates = meant_by(graph, link);
        if (candidates.empty()) continue;
        const Listener& meant = graph.at(candidates.front());
        if (has_comment_in_path(link.target, *meant.endpoint)) continue;
        const bool is_one = candidates.size() == 1;
        // Of variants that lie side by side one may be in use, with another address.
        if (!is_one && !are_all_started(graph, candidates)) continue;
        const bool are_alike = is_one && are_named_alike(link.target, *meant.endpoint);
        if (!are_alike && has_blind_server(graph, connection.span.file)) continue;
        const bool is_all_seen = is_container_known(graph, connection) ||
                                 (!graph.may_have_unseen_listeners(connection.span.file) && !may_be_started_unseen(graph, meant));
        const bool is_certain = is_all_seen && !reaches_another_target(graph, link);
        misses.push_back({link, candidates.front(), {candidates.begin() + 1, candidates.end()}, *meant.endpoint, is_certain});
    }
    // More addresses than servers that wait: only the one that is named like a server can be the
    // mistake, the others are of servers that nobody sees.
    const auto has_too_many_rivals = [&](const Miss& miss) {
        std::set<Endpoint> wanted{miss.link.target};
        for (const Miss& other : misses) {
            if (other.meant == miss.meant) wanted.insert(other.link.target);
        }
        return wanted.size() > miss.others.size() + 1;
    };
    std::vector<Miss> kept;
    for (const Miss& miss : misses) {
        if (!has_too_many_rivals(miss) || are_named_alike(miss.link.target, *graph.at(miss.meant).endpoint)) kept.push_back(miss);
    }
    return kept;
}

// ---------------------------------------------------------------------------------- spelling

static std::string spell(const Endpoint& endpoint) {
    if (const UnixEndpoint* socket = as_unix(endpoint)) return "unix:" + socket->path;
    if (const TcpEndpoint* tcp = as_tcp(endpoint)) {
        return fmt::format("{}:{}", is_wildcard(tcp->host) ? "127.0.0.1" : tcp->host, tcp->port);
    }
    return {};
}

std::optional<std::string> respell(std::string_view written, const Endpoint& endpoint) {
    const std::string address = spell(endpoint);
    if (address.empty()) return std::nullopt;
    const std::size_t scheme = written.find("://");
    const bool has_scheme = scheme != std::string_view::npos && !written.starts_with("unix:");
    const std::string_view head = has_scheme ? written.substr(0, scheme + 3) : std::string_view{};
    std::string_view rest = written.substr(head.size());
    std::string_view path;
    if (rest.starts_with("unix:")) {
        const std::size_t colon = rest.find(':', 5);
        if (colon != std::string_view::npos) path = rest.substr(colon + 1);
    } else if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
        path = rest.substr(slash);
    }
    const bool needs_colon = !path.empty() && as_unix(endpoint) != nullptr;
    return fmt::format("{}{}{}{}", head, address, needs_colon ? ":" : "", path);
}

}  // namespace stackc
