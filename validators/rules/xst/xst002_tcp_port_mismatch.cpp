#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/misses.h"

namespace stackc::rules {

static void find_port_mismatches(const Graph& graph, Reporter& report) {
    for (const Miss& miss : find_misses(graph)) {
        const Listener& meant = graph.at(miss.meant);
        if (as_tcp(miss.link.target) == nullptr || as_tcp(*meant.endpoint) == nullptr) continue;
        const std::string server = name_of(graph, graph.at(meant.process));
        const std::string wanted = quoted(to_text(miss.link.target));
        const std::string seen = miss.others.empty() ? fmt::format("{} listens on `{}`", server, quoted(to_text(*meant.endpoint)))
                                                     : waiting_servers(miss);
        auto found = report.at(miss.link.span, fmt::format("nginx connects to `{}`, but nothing listens there; {}", wanted, seen));
        found.label(meant.span, fmt::format("{} listens here", server));
        label_others(graph, miss, found);
        found.note("every request ends in 502 with `connect() failed (111: Connection refused) while connecting to upstream`");
        const std::vector<Edit> edits = connect_to(graph, miss.link, miss.address);
        if (!edits.empty() && miss.others.empty()) found.fix(fmt::format("connect to `{}`", quoted(to_text(miss.address))), Safety::unsafe, edits);
        if (!miss.is_certain) found.uncertain();
    }
}

extern constexpr Rule xst002_tcp_port_mismatch{
    .summary = "nginx connects to a port of this machine that nothing listens on, while the app server listens on another",
    .why = "Every request ends in 502; nginx logs `connect() failed (111: Connection refused) while connecting to upstream`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx uwsgi supervisor gunicorn",
    .sources = "observed:nginx-1.22.1 https://github.com/nginx-proxy/nginx-proxy/issues/1253",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8001; }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_set_header Host $host; proxy_pass http://localhost:8000; }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=deploy
)",
    .check = find_port_mismatches,
};

}  // namespace stackc::rules
