#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_idle_servers(const Graph& graph, Reporter& report) {
    std::set<ProgramId> seen;
    for (const Link& link : find_links(graph)) {
        const std::optional<UpstreamId> upstream = graph.at(link.connection).upstream;
        // Another server of the group answers: blue and green.
        if (link.listeners.size() != 1 || (upstream && graph.at(*upstream).servers.size() > 1)) continue;
        const Process& process = graph.at(graph.at(link.listeners.front()).process);
        const Program* program = process.program ? &graph.at(*process.program) : nullptr;
        const bool is_idle = program != nullptr && program->autostart.is_stated() && !*program->autostart;
        if (!is_idle || !seen.insert(*process.program).second) continue;
        report.at(program->autostart.span(), fmt::format("{} is not started by itself, but nginx forwards to it", name_of(graph, process)))
            .label(link.span, "nginx connects here")
            .note("after each boot nginx answers 502, `connect() to … failed`, until somebody says `supervisorctl start`");
    }
}

extern constexpr Rule xst120_program_not_started{
    .summary = "nginx forwards to a server that is not started by itself",
    .why = "`autostart=false` leaves the program stopped until a person starts it. nginx, which is started, answers 502 after each boot and "
           "after each restart of supervisord.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx supervisor",
    .sources = "http://supervisord.org/configuration.html#program-x-section-settings",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000; }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
autostart=false
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_set_header Host $host; proxy_pass http://127.0.0.1:8000; }
}
#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
autostart=true
)",
    .check = find_idle_servers,
};

}  // namespace stackc::rules
