#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void find_socket_closed_to_nginx(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    for (const Listener& listener : graph.listeners) {
        const bool is_socket = listener.endpoint.is_known() && as_unix(*listener.endpoint) != nullptr;
        if (!is_socket || !files.contains(listener.span.file) || !listener.mode.is_stated() || listener.replica != 0) continue;
        // Connecting to a socket needs the right to write. nginx's user is put into its group.
        constexpr std::uint32_t group_or_others_write = 0022;
        if ((listener.mode->bits & group_or_others_write) != 0) continue;
        const bool is_owner = listener.owner.is_known() && *listener.owner == graph.default_nginx_user();
        const auto leads_here = [&](const Connection& connection) { return connection.service.is_known() && *connection.service == listener.process; };
        if (is_owner || std::none_of(graph.connections.begin(), graph.connections.end(), leads_here)) continue;
        report.at(listener.mode.span(), fmt::format("mode {} lets only `{}` connect, but nginx runs as `{}`", to_text(*listener.mode), listener.owner.value_or("the owner"), graph.default_nginx_user()))
            .note("nginx would log: connect() to unix:… failed (13: Permission denied)")
            .fix("write `0660`", Safety::unsafe, {{listener.mode.span(), "0660"}});
    }
}

extern constexpr Rule stk054_socket_closed_to_nginx{
    .summary = "the mode of a service's socket shuts nginx out",
    .why = "`connect() to unix:… failed (13: Permission denied)`, 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen unix /run/shop/web.sock mode 0600 }
site example.com { listen 80; route / to web }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen unix /run/shop/web.sock mode 0660 }
site example.com { listen 80; route / to web }
)",
    .check = find_socket_closed_to_nginx,
};

}  // namespace stackc::rules
