#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/units.h"

namespace stackc::rules {

static bool is_in_tmp(const std::string& path) { return path.starts_with("/tmp/") || path.starts_with("/var/tmp/"); }

/// `JoinsNamespaceOf=` gives nginx the /tmp of the service.
static bool may_share_tmp(const Graph& graph, FileId file) {
    return std::any_of(graph.documents.begin(), graph.documents.end(), [&](const std::shared_ptr<const Document>& document) {
        const bool is_near = document->dialect() == "systemd" && graph.are_together(document->file(), file);
        return is_near && document->source().text().find("JoinsNamespaceOf") != std::string_view::npos;
    });
}

static void find_hidden_sockets(const Graph& graph, Reporter& report) {
    std::set<ListenerId> seen;
    for (const Link& link : find_links(graph)) {
        const UnixEndpoint* socket = as_unix(link.target);
        if (socket == nullptr || !is_in_tmp(socket->path) || link.listeners.size() != 1 || !seen.insert(link.listeners.front()).second) continue;
        const Listener& listener = graph.at(link.listeners.front());
        const Process& process = graph.at(listener.process);
        const Program* program = process.program ? &graph.at(*process.program) : nullptr;
        if (program == nullptr || !program->has_private_tmp.value_or(false)) continue;
        if (is_bound_by_socket_unit(graph, listener) || may_share_tmp(graph, program->file)) continue;
        report.at(link.span, fmt::format("nginx connects to `{}`, but {} has a /tmp of its own", quoted(socket->path), name_of(graph, process)))
            .label(listener.span, "the socket is bound here")
            .label(program->has_private_tmp.span_or(program->name_span), "in a /tmp that nobody else sees")
            .note(fmt::format("every request ends in 502 with `connect() to unix:{} failed (2: No such file or directory) while connecting to upstream`", quoted(socket->path)))
            .note("put the socket below /run, in a folder that `RuntimeDirectory=` makes");
    }
}

extern constexpr Rule xst009_socket_hidden_by_private_tmp{
    .summary = "a socket in a /tmp that only its own service sees",
    .why = "`PrivateTmp=` gives the service another /tmp and /var/tmp. The socket is there, `ls` in the service shows it, and nginx finds "
           "nothing: 502, `connect() to unix:/tmp/… failed (2: No such file or directory)`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx systemd",
    .sources = "https://www.freedesktop.org/software/systemd/man/systemd.exec.html https://github.com/benoitc/gunicorn/issues/2399",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_pass http://unix:/tmp/shop.sock; }
}
#> shop.service
[Service]
User=deploy
PrivateTmp=true
ExecStart=/srv/venv/bin/gunicorn -b unix:/tmp/shop.sock shop.wsgi:application
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_set_header Host $host; proxy_pass http://unix:/run/shop/web.sock; }
}
#> shop.service
[Service]
User=deploy
PrivateTmp=true
RuntimeDirectory=shop
ExecStart=/srv/venv/bin/gunicorn -b unix:/run/shop/web.sock shop.wsgi:application
)",
    .check = find_hidden_sockets,
};

}  // namespace stackc::rules
