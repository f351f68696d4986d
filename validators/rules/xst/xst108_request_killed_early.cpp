#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/time_limits.h"

namespace stackc::rules {

static std::string what_happens(const Process& process) {
    if (process.kind == ServerKind::uwsgi) return "uWSGI's log says `HARAKIRI ON WORKER`, and the client gets 502 instead of its answer";
    return "gunicorn's log says `[CRITICAL] WORKER TIMEOUT`, and the client gets 502 instead of its answer";
}

/// nginx is told to wait more than this many times as long as a request may live.
constexpr std::uint64_t much_longer = 2;

static void find_early_kills(const Graph& graph, Reporter& report) {
    std::set<ListenerId> seen;
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const bool is_asked_to_wait = connection.read_timeout.is_stated();
        if (connection.service.is_known() || link.listeners.size() != 1 || !is_asked_to_wait) continue;
        const Listener& listener = graph.at(link.listeners.front());
        const Process& process = graph.at(listener.process);
        const Value<Duration>& limit = process.request_timeout;
        if (listener.protocol != connection.protocol || !limit.is_known() || limit->ms == 0 || !limits_requests(process)) continue;
        if (connection.read_timeout->ms <= much_longer * limit->ms || !seen.insert(link.listeners.front()).second) continue;
        auto found = report.at(limit.span_or(process.span), fmt::format("{} kills a request after {}, though nginx is told to wait {} for it",
                                                                        name_of(graph, process), to_text(*limit), to_text(*connection.read_timeout)));
        found.label(connection.read_timeout.span(), "nginx waits this long").note(what_happens(process));
        if (!limit.is_stated()) found.note("30 seconds are gunicorn's own `timeout`, where nobody says another");
        if (!link.is_local) found.uncertain();
    }
}

extern constexpr Rule xst108_request_killed_early{
    .summary = "the app server kills requests long before nginx would give up on them",
    .why = "Somebody gave nginx the patience for slow requests, and the server behind it has none: uWSGI's `harakiri` or gunicorn's "
           "`timeout` (30 s unless said) kills the worker, and the client gets 502, `upstream prematurely closed connection`.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx uwsgi gunicorn supervisor",
    .sources = "observed:uwsgi-2.0.21 observed:gunicorn-20.1.0 https://docs.gunicorn.org/en/stable/settings.html#timeout",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:8001;
        uwsgi_read_timeout 300s;
    }
}
#> uwsgi.ini
[uwsgi]
socket = 127.0.0.1:8001
harakiri = 20
module = shop.wsgi:application
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:8001;
        uwsgi_read_timeout 300s;
    }
}
#> uwsgi.ini
[uwsgi]
socket = 127.0.0.1:8001
master = true
die-on-term = true
harakiri = 290
module = shop.wsgi:application
need-app = true
)",
    .check = find_early_kills,
};

}  // namespace stackc::rules
