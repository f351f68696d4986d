#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// uWSGI's sockets are UWS010's; redis and nginx have rules of their own.
static bool is_ours(ServerKind kind) {
    return kind == ServerKind::gunicorn || kind == ServerKind::daphne || kind == ServerKind::uvicorn;
}

/// In a container /tmp belongs to the few programs inside.
static bool may_be_a_container(const Graph& graph, FileId file) {
    return std::any_of(graph.containers.begin(), graph.containers.end(),
                       [&](const Container& container) { return graph.are_together(container.file, file); });
}

static void find_listeners_in_tmp(const Graph& graph, Reporter& report) {
    const std::vector<Link> links = find_links(graph);
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        const UnixEndpoint* socket = listener.endpoint.is_known() ? as_unix(*listener.endpoint) : nullptr;
        // A container's /tmp is its own.
        if (socket == nullptr || !is_ours(process.kind) || !process.containers.empty()) continue;
        const std::optional<std::string_view> folder = shared_tmp_folder(graph, listener.span.file, socket->path);
        if (!folder) continue;
        auto found = report.at(listener.span, fmt::format("{} binds its socket in `{}`, which every user and every cleaner of the machine "
                                                          "may touch", name_of(graph, process), *folder));
        for (const Link& link : links) {
            const bool is_here = std::find(link.listeners.begin(), link.listeners.end(), graph.id_of(listener)) != link.listeners.end();
            if (is_here) found.label(link.span, "nginx connects here");
        }
        found.note("with `PrivateTmp=` in its unit, or after a cleaner ran, nginx logs `connect() to unix: failed (2: No such file or "
                   "directory)` although the server runs")
            .note("use a folder of its own below /run, made at boot by systemd or tmpfiles.d");
        if (may_be_a_container(graph, listener.span.file)) found.uncertain();
    }
}

extern constexpr Rule xst079_listener_in_shared_tmp{
    .summary = "an app server's socket lies in a temporary folder that everybody shares",
    .why = "systemd's PrivateTmp hides it, cleaners delete it, and any local user may put a socket of his own under that name first. "
           "nginx then logs `connect() to unix:/tmp/a.sock failed (2: No such file or directory)`.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "supervisor nginx",
    .sources = "https://github.com/benoitc/gunicorn/issues/2399 https://github.com/django/channels/issues/919",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b unix:/tmp/shop.sock shop.wsgi:application
user=deploy
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b unix:/run/shop/web.sock shop.wsgi:application
user=deploy
)",
    .check = find_listeners_in_tmp,
};

}  // namespace stackc::rules
