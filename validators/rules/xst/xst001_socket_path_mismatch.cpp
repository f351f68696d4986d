#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/misses.h"

namespace stackc::rules {

static void find_socket_path_mismatches(const Graph& graph, Reporter& report) {
    for (const Miss& miss : find_misses(graph)) {
        const Listener& meant = graph.at(miss.meant);
        const UnixEndpoint* wanted = as_unix(miss.link.target);
        const UnixEndpoint* bound = as_unix(*meant.endpoint);
        if (wanted == nullptr || bound == nullptr) continue;
        const std::string server = name_of(graph, graph.at(meant.process));
        const std::string seen = miss.others.empty() ? fmt::format("{} binds `{}`", server, quoted(bound->path))
                                                     : waiting_servers(miss);
        auto found = report.at(miss.link.span, fmt::format("nginx connects to `{}`, but nothing binds it; {}", quoted(wanted->path), seen));
        found.label(meant.span, fmt::format("{} binds its socket here", server));
        label_others(graph, miss, found);
        found.note(fmt::format("every request ends in 502 with `connect() to unix:{} failed (2: No such file or directory) "
                              "while connecting to upstream`", quoted(wanted->path)));
        const std::vector<Edit> edits = connect_to(graph, miss.link, miss.address);
        if (!edits.empty() && miss.others.empty()) found.fix(fmt::format("connect to `{}`", quoted(bound->path)), Safety::unsafe, edits);
        if (!miss.is_certain) found.uncertain();
    }
}

extern constexpr Rule xst001_socket_path_mismatch{
    .summary = "nginx connects to a Unix socket that nothing binds, while the app server binds another path",
    .why = "Every request ends in 502; nginx logs `connect() to unix:/run/a.sock failed (2: No such file or directory) "
           "while connecting to upstream`. Neither program can see it: each reads its own file only.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx uwsgi supervisor",
    .sources = "observed:nginx-1.22.1 https://github.com/benoitc/gunicorn/issues/1452",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
    }
}
#> uwsgi.ini
[uwsgi]
socket = /tmp/shop.sock
module = shop.wsgi:application
need-app = true
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass unix:///run/shop/web.sock;
    }
}
#> uwsgi.ini
[uwsgi]
socket = /var/run/shop/web.sock
module = shop.wsgi:application
need-app = true
)",
    .check = find_socket_path_mismatches,
};

}  // namespace stackc::rules
