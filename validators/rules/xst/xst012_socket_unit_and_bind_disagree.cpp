#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/handed_sockets.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

static bool is_said(const SocketDispute& dispute, const Endpoint& target) {
    return std::any_of(dispute.said.begin(), dispute.said.end(),
                       [&](const Endpoint& said) { return reaches(target, said); });
}

static bool is_handed_out(const SocketDispute& dispute, const Endpoint& target) {
    return std::any_of(dispute.handed.begin(), dispute.handed.end(),
                       [&](const HandedSocket& socket) {
                           return socket.endpoint.is_known() && reaches(target, *socket.endpoint);
                       });
}

/// The client that comes to the address where nobody serves it; null where there is none.
static const Link* find_victim(const Graph& graph, const std::vector<Link>& links,
                               const SocketDispute& dispute) {
    const FileId from = graph.at(dispute.process).span.file;
    const auto found = std::find_if(links.begin(), links.end(), [&](const Link& link) {
        if (!graph.are_together(graph.at(link.connection).span.file, from)) return false;
        return dispute.takes_handed ? link.listeners.empty() && is_said(dispute, link.target)
                                    : is_handed_out(dispute, link.target);
    });
    return found == links.end() ? nullptr : &*found;
}

/// gunicorn takes what it is handed, and its own address is in vain.
static DiagnosticBuilder report_overruled(const Graph& graph, const SocketDispute& dispute,
                                          const Link* victim, Reporter& report) {
    const HandedSocket& handed = dispute.handed.front();
    const std::string said = quoted(to_text(dispute.said.front()));
    const std::string opened =
        handed.endpoint.is_known() ? quoted(to_text(*handed.endpoint)) : "its own";
    auto found = report.at(
        dispute.said_at,
        fmt::format("gunicorn does not bind `{}`: it takes the socket `{}` that systemd hands it",
                    said, opened));
    found.label(handed.span, "systemd opens this one");
    if (victim == nullptr || !handed.endpoint.is_known()) return found;
    found.note(fmt::format("nginx answers 502: `connect() to {} failed`", said));
    const std::vector<Edit> edits = connect_to(graph, *victim, *handed.endpoint);
    if (!edits.empty()) found.fix(fmt::format("connect to `{}`", opened), Safety::unsafe, edits);
    return found;
}

/// daphne and uvicorn leave the handed socket alone.
static DiagnosticBuilder report_untaken(const Graph& graph, const SocketDispute& dispute,
                                        Reporter& report) {
    const HandedSocket& handed = dispute.handed.front();
    const std::string server = name_of(graph, graph.at(dispute.process));
    const std::string opened =
        handed.endpoint.is_known() ? quoted(to_text(*handed.endpoint)) : "the socket";
    auto found = report.at(
        handed.span, fmt::format("systemd opens `{}`, but {} does not take it over: it binds `{}`",
                                 opened, server, quoted(to_text(dispute.said.front()))));
    found.label(dispute.said_at, fmt::format("{} binds its own here", server))
        .note(
            "whoever connects waits until nginx gives up: 504, `upstream timed out (110: "
            "Connection timed out)`")
        .note("`--fd 3` in place of the address takes the first socket that systemd hands over");
    return found;
}

/// nginx comes by the way that is served: the other address is said in vain, and does no harm.
static bool is_served(const Graph& graph, const std::vector<Link>& links, ProcessId process) {
    return std::any_of(links.begin(), links.end(), [&](const Link& link) {
        return std::any_of(link.listeners.begin(), link.listeners.end(),
                           [&](ListenerId id) { return graph.at(id).process == process; });
    });
}

static void find_disputes(const Graph& graph, Reporter& report) {
    const std::vector<Link> links = find_links(graph);
    for (const SocketDispute& dispute : find_socket_disputes(graph)) {
        const Link* victim = find_victim(graph, links, dispute);
        if (victim == nullptr && is_served(graph, links, dispute.process)) continue;
        auto found = dispute.takes_handed ? report_overruled(graph, dispute, victim, report)
                                          : report_untaken(graph, dispute, report);
        if (victim != nullptr)
            found.label(victim->span, "nginx connects here");
        else
            found.uncertain();
    }
}

extern constexpr Rule xst012_socket_unit_and_bind_disagree{
    .summary = "a socket unit opens one address, and the server is told another",
    .why =
        "gunicorn takes the sockets that systemd hands it and passes over `--bind`: `Listening at: "
        "unix:/run/shop.sock` names the "
        "socket unit's. daphne and uvicorn do the opposite without `--fd 3`: systemd accepts the "
        "connection into its queue, nobody "
        "ever reads it, and nginx answers 504.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "systemd nginx gunicorn",
    .sources =
        "observed:gunicorn-20.1.0 observed:daphne-4.0.0 observed:uvicorn-0.17.6 "
        "https://github.com/benoitc/gunicorn/issues/3081 "
        "https://github.com/benoitc/gunicorn/issues/2326",
    .bad = R"(#> shop.socket
[Socket]
ListenStream=/run/shop.sock
[Install]
WantedBy=sockets.target
#> shop.service
[Unit]
Requires=shop.socket
[Service]
User=shop
WorkingDirectory=/srv/shop
ExecStart=/srv/venv/bin/gunicorn --bind unix:/run/shop/web.sock shop.wsgi:application
Restart=on-failure
[Install]
WantedBy=multi-user.target
#> nginx/site.conf
server {
    listen 80;
    location / {
        proxy_pass http://unix:/run/shop/web.sock;
        proxy_set_header Host $host;
    }
}
)",
    .good = R"(#> shop.socket
[Socket]
ListenStream=/run/shop.sock
[Install]
WantedBy=sockets.target
#> shop.service
[Unit]
Requires=shop.socket
[Service]
User=shop
WorkingDirectory=/srv/shop
ExecStart=/srv/venv/bin/gunicorn shop.wsgi:application
Restart=on-failure
[Install]
WantedBy=multi-user.target
#> nginx/site.conf
server {
    listen 80;
    location / {
        proxy_pass http://unix:/run/shop.sock;
        proxy_set_header Host $host;
    }
}
)",
    .check = find_disputes,
};

}  // namespace stackc::rules
