#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static bool is_private(std::string_view host) {
    return host.starts_with("10.") || host.starts_with("192.168.") ||
           host.starts_with("169.254.") || host.starts_with("[f") || host.starts_with("172.");
}

/// nginx reaches the listener over this machine's own loopback, so that nobody else needs to.
static const Connection* find_local_client(const Graph& graph, const Listener& listener) {
    for (const Connection& connection : graph.connections) {
        if (!graph.are_together(connection.span.file, listener.span.file)) continue;
        for (const Value<Endpoint>& target : connection.targets) {
            const TcpEndpoint* tcp = target.is_known() ? as_tcp(*target) : nullptr;
            if (tcp != nullptr && is_loopback(tcp->host) && reaches(*target, *listener.endpoint))
                return &connection;
        }
    }
    return nullptr;
}

static void find_exposed_sockets(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const bool is_trusting = listener.protocol == Protocol::uwsgi ||
                                 listener.protocol == Protocol::fastcgi ||
                                 listener.protocol == Protocol::scgi;
        if (!is_trusting || !is_uwsgi(graph.at(listener.process)) || !listener.endpoint.is_known())
            continue;
        const TcpEndpoint* tcp = as_tcp(*listener.endpoint);
        if (tcp == nullptr || !is_address(tcp->host) || is_loopback(tcp->host)) continue;
        const bool is_everywhere = is_wildcard(tcp->host);
        if (!is_everywhere && is_private(tcp->host)) continue;
        auto found =
            report.at(listener.span,
                      fmt::format("`{}` speaks the {} protocol to {}",
                                  quoted(to_text(*listener.endpoint)), to_text(listener.protocol),
                                  is_everywhere ? "every network" : "a public address"));
        found.note(
            "the protocol is made for trusted clients: whoever reaches the port can make uWSGI "
            "load other code");
        const Connection* client = find_local_client(graph, listener);
        if (client != nullptr)
            found.label(client->span, "nginx connects over the loopback address");
        const Option* option = graph.at(listener.process).option("socket");
        const std::string local = fmt::format("127.0.0.1:{}", tcp->port);
        if (client != nullptr && option != nullptr && option->value.has_span() &&
            option->value.span() == listener.span) {
            const std::vector<Edit> edits = replace_value(graph, *option, local);
            if (!edits.empty()) found.fix("listen on this machine only", Safety::unsafe, edits);
        }
        // In a container the network may be one of its own.
        if (client == nullptr && is_everywhere) found.uncertain();
    }
}

extern constexpr Rule uws011_tcp_socket_exposed{
    .summary = "a socket of the uwsgi protocol that other machines reach",
    .why =
        "The uwsgi protocol has no login, and its variables can name the code to run. A "
        "port that strangers reach is a way into the machine. nginx on the same host "
        "needs 127.0.0.1 only.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "uwsgi supervisor nginx",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html",
    .bad = R"(#> uwsgi.ini
[uwsgi]
socket = 0.0.0.0:3031
module = shop.wsgi:application
need-app = true
#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:3031;
    }
}
)",
    .good = R"(#> uwsgi.ini
[uwsgi]
socket = 127.0.0.1:3031
module = shop.wsgi:application
need-app = true
#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:3031;
    }
}
)",
    .check = find_exposed_sockets,
};

}  // namespace stackc::rules
