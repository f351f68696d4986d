#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/refusals.h"

namespace stackc::rules {

static void find_closed_folders(const Graph& graph, Reporter& report) {
    std::set<Span> seen;
    for (const Link& link : find_links(graph)) {
        const UnixEndpoint* socket = as_unix(link.target);
        if (socket == nullptr || !seen.insert(link.span).second) continue;
        const auto refusal = folder_refusal(graph, socket->path, graph.at(link.connection).span.file);
        if (!refusal) continue;
        // A home of root beside an unknown nginx.conf is XST150's.
        if (refusal->path == "/root" && !refusal->is_certain && !graph.target.knows_paths) continue;
        auto found = report.at(link.span, fmt::format("nginx's user `{}` cannot enter `{}` ({}) on the way to `{}`", quoted(refusal->user),
                                                      quoted(refusal->path), to_text(refusal->state), quoted(socket->path)));
        for (const ListenerId id : link.listeners) found.label(graph.at(id).span, "the socket is bound here");
        if (refusal->accounts.said_at) found.label(*refusal->accounts.said_at, "nginx's workers run as this user");
        if (!refusal->state.because.empty()) found.note(refusal->state.because);
        found.note(fmt::format("every request ends in 502 with `connect() to unix:{} failed (13: Permission denied) while connecting "
                               "to upstream`, whatever the mode of the socket", quoted(socket->path)))
            .note("put the socket below /run, in a folder of its own that systemd or tmpfiles.d makes at boot");
        if (!refusal->is_certain) found.uncertain();
    }
}

extern constexpr Rule xst007_socket_parent_not_traversable{
    .summary = "a folder above the socket keeps nginx's user out",
    .why = "Each folder on the way needs the x bit: a socket of mode 0666 below /root or a home of mode 0750 still gives 502 with "
           "`(13: Permission denied)`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources = "observed:nginx-1.22.1",
    .bad = R"(#> nginx.conf
user www-data;
events {}
http {
    upstream app { server unix:/root/shop/web.sock; }
    server {
        listen 80;
        location / { proxy_pass http://app; }
    }
}
)",
    .good = R"(#> nginx.conf
user www-data;
events {}
http {
    upstream app { server unix:/run/shop/web.sock; }
    server {
        listen 80;
        location / { proxy_pass http://app; }
    }
}
)",
    .check = find_closed_folders,
};

}  // namespace stackc::rules
