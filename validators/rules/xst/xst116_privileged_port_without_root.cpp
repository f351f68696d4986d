#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/permissions.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/units.h"

namespace stackc::rules {

/// Linux' own limit, net.ipv4.ip_unprivileged_port_start; containers may have another.
constexpr std::uint16_t first_free_port = 1024;

static std::string what_happens(ServerKind kind) {
    switch (kind) {
        case ServerKind::uwsgi: return "uWSGI exits: `bind(): Permission denied [core/socket.c line 769]`";
        case ServerKind::gunicorn: return "gunicorn tries again every second and exits in a loop that supervisor shows as RUNNING";
        case ServerKind::daphne: return "daphne exits with status 0: `CRITICAL Listen failure: … [Errno 13] Permission denied`";
        case ServerKind::redis: return "redis goes on without it: `Could not create server TCP listening socket: bind: Permission denied`";
        case ServerKind::uvicorn:
        case ServerKind::nginx:
        case ServerKind::celery:
        case ServerKind::runserver:
        case ServerKind::other: return "it exits: `[Errno 13] … permission denied`";
    }
    unreachable("ServerKind");
}

/// systemd can hand the right to bind low ports to a service, setcap to a program, authbind to a
/// command, and sysctl to everybody.
static bool has_capability(const Graph& graph, const Process& process) {
    if (!process.program) return false;
    const Program& program = graph.at(*process.program);
    if (program.command_text.is_known() && program.command_text->find("authbind") != std::string::npos) return true;
    return std::any_of(graph.documents.begin(), graph.documents.end(), [&](const std::shared_ptr<const Document>& document) {
        const Path& path = document->source().path;
        const Document* unit = graph.document_of(program.file);
        const bool is_drop_in = unit != nullptr && path.parent_path() == Path(unit->source().path.string() + ".d");
        if (document->file() != program.file && !is_drop_in) return false;
        const std::string text = to_lower(document->text());
        return text.find("cap_net_bind_service") != std::string::npos || text.find("ip_unprivileged_port_start") != std::string::npos;
    });
}

static void find_low_ports(const Graph& graph, Reporter& report) {
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        const TcpEndpoint* tcp = listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
        const bool is_low = tcp != nullptr && tcp->port < first_free_port;
        if (!is_low || !runs_here(graph, process) || !process.is_fully_read || has_capability(graph, process) || is_bound_by_socket_unit(graph, listener)) continue;
        const std::optional<Account> account = binder(graph, process);
        if (!account || account->user == "root") continue;
        auto found = report.at(listener.span, fmt::format("{} runs as `{}`, which may not bind port {}", name_of(graph, process), quoted(account->user), tcp->port));
        if (process.user.is_stated()) found.label(process.user.span(), "the user is set here");
        found.note(fmt::format("ports below {} are root's; {}", first_free_port, what_happens(process.kind)))
            .note("give it a port above, and let nginx listen on the low one");
    }
}

extern constexpr Rule xst116_privileged_port_without_root{
    .summary = "a server that does not run as root is to bind a port of root's",
    .why = "Ports below 1024 are root's. uWSGI gives up root before it binds, and a manager may start servers as another user: they fail with "
           "`Permission denied`, some in a loop that supervisor shows as RUNNING.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor systemd uwsgi gunicorn redis",
    .sources = "observed:uwsgi-2.0.21 observed:gunicorn-20.1.0 observed:daphne-4.0.0 https://man7.org/linux/man-pages/man7/capabilities.7.html",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:80 shop.wsgi:application
user=deploy
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .check = find_low_ports,
};

}  // namespace stackc::rules
