#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/refusals.h"

namespace stackc::rules {

/// uWSGI started by root can give its socket to nginx's group; others cannot.
static std::vector<Edit> share_group(const Graph& graph, const RefusedLink& refused) {
    const Listener& listener = graph.at(refused.listener);
    const Process& process = graph.at(listener.process);
    const bool keeps_user = process.program && graph.at(*process.program).user.is_known() && *graph.at(*process.program).user != "root";
    if (process.kind != ServerKind::uwsgi || keeps_user || process.option("chown-socket") != nullptr) return {};
    const std::string& group = refused.refusal.accounts.accounts.front().groups.front();
    std::vector<Edit> edits = set_uwsgi_option(graph, process, listener.span, "chmod-socket", "660");
    std::vector<Edit> of_group = set_uwsgi_option(graph, process, listener.span, "gid", group);
    if (edits.empty() || of_group.empty()) return {};
    if (of_group.front().span == edits.front().span) edits.front().replacement += of_group.front().replacement;
    else edits.push_back(of_group.front());
    return edits;
}

/// In a description the mode is all that keeps nginx out: its group is shared by itself.
static std::vector<Edit> share_described(const RefusedLink& refused) {
    if (!refused.refusal.state.said_at) return {};
    return {{*refused.refusal.state.said_at, "0660"}};
}

static void find_unwritable_sockets(const Graph& graph, Reporter& report) {
    for (const RefusedLink& refused : find_refused_sockets(graph)) {
        const Refusal& refusal = refused.refusal;
        if (refusal.is_membership) continue;
        const Listener& listener = graph.at(refused.listener);
        auto found = report.at(listener.span, fmt::format("nginx's user `{}` cannot write to `{}`, which is {}", quoted(refusal.user),
                                                          quoted(refusal.path), to_text(refusal.state)));
        add_ends(graph, refused, found);
        if (!refusal.state.because.empty()) found.note(refusal.state.because);
        if (graph.at(refused.link.connection).service.is_known()) {
            const std::vector<Edit> edits = share_described(refused);
            if (!edits.empty()) found.fix("share the socket with its group, which nginx's user is put into", Safety::unsafe, edits);
            continue;
        }
        const std::string& group = refusal.accounts.accounts.front().groups.front();
        found.note(fmt::format("give the socket to the group `{}` with mode 0660", quoted(group)));
        const std::vector<Edit> edits = share_group(graph, refused);
        if (!edits.empty()) found.fix(fmt::format("share the socket with the group `{}`", quoted(group)), Safety::unsafe, edits);
    }
}

extern constexpr Rule xst006_socket_not_writable_by_nginx{
    .summary = "the app server's socket cannot be written by nginx's user",
    .why = "Connecting to a Unix socket needs write permission on it: every request ends in 502, and nginx logs `connect() to "
           "unix:/run/a.sock failed (13: Permission denied) while connecting to upstream`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx uwsgi supervisor",
    .sources = "observed:nginx-1.22.1 observed:uwsgi-2.0.21 https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html",
    .bad = R"(#> nginx.conf
user www-data;
events {}
http {
    server {
        listen 80;
        location / {
            include uwsgi_params;
            uwsgi_pass unix:/run/shop/web.sock;
        }
    }
}
#> uwsgi.ini
[uwsgi]
socket = /run/shop/web.sock
uid = deploy
module = shop.wsgi:application
need-app = true
)",
    .good = R"(#> nginx.conf
user www-data;
events {}
http {
    server {
        listen 80;
        location / {
            include uwsgi_params;
            uwsgi_pass unix:/run/shop/web.sock;
        }
    }
}
#> uwsgi.ini
[uwsgi]
socket = /run/shop/web.sock
chmod-socket = 660
uid = deploy
gid = www-data
module = shop.wsgi:application
need-app = true
)",
    .check = find_unwritable_sockets,
};

}  // namespace stackc::rules
