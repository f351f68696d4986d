#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"

namespace stackc::rules {

static std::string_view kind_of(const Endpoint& endpoint) { return as_unix(endpoint) != nullptr ? "socket" : "port"; }

static std::string_view log_line(const Endpoint& target) {
    return as_unix(target) != nullptr ? "connect() to unix: failed (2: No such file or directory)"
                                      : "connect() failed (111: Connection refused)";
}

static void find_transport_mismatches(const Graph& graph, Reporter& report) {
    for (const Miss& miss : find_misses(graph)) {
        const Listener& meant = graph.at(miss.meant);
        if (miss.link.target.index() == meant.endpoint->index()) continue;
        const std::string server = name_of(graph, graph.at(meant.process));
        const std::string bound = quoted(to_text(*meant.endpoint));
        auto found = report.at(miss.link.span,
                               fmt::format("nginx connects to the {} `{}`, but {} listens on the {} `{}`", kind_of(miss.link.target),
                                           quoted(to_text(miss.link.target)), server, kind_of(*meant.endpoint), bound));
        found.label(meant.span, fmt::format("{} listens here", server))
            .note(fmt::format("every request ends in 502 with `{} while connecting to upstream`", log_line(miss.link.target)));
        const std::vector<Edit> edits = connect_to(graph, miss.link, *meant.endpoint);
        if (!edits.empty()) found.fix(fmt::format("connect to `{}`", bound), Safety::unsafe, edits);
        if (!miss.is_certain) found.uncertain();
    }
}

extern constexpr Rule xst003_transport_mismatch{
    .summary = "nginx connects to a port while the app server listens on a Unix socket, or the other way round",
    .why = "Nothing is at the address: every request ends in 502, with `(111: Connection refused)` for a port and "
           "`(2: No such file or directory)` for a socket.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx uwsgi supervisor gunicorn",
    .sources = "observed:nginx-1.22.1 https://github.com/benoitc/gunicorn/issues/2399",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000; }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b unix:/run/shop/web.sock shop.wsgi:application
user=deploy
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_set_header Host $host; proxy_pass http://unix:/run/shop/web.sock; }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b unix:/run/shop/web.sock shop.wsgi:application
user=deploy
)",
    .check = find_transport_mismatches,
};

}  // namespace stackc::rules
