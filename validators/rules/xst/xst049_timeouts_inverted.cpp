#include <fmt/format.h>

#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/edits.h"
#include "validators/rules/xst/time_limits.h"

namespace stackc::rules {

static std::string_view directive_name(Protocol protocol) { return protocol == Protocol::uwsgi ? "uwsgi_read_timeout" : "proxy_read_timeout"; }

static std::vector<Edit> wait_longer(const Graph& graph, const Connection& connection, Duration inner) {
    constexpr std::uint64_t margin_ms = 5000;
    const std::string wanted = to_text(Duration{inner.ms + margin_ms});
    if (connection.read_timeout.is_stated()) {
        const Node* node = statement_at(graph, connection.read_timeout.span());
        if (node == nullptr || node->arg_count != 1) return {};
        return {{graph.document_of(connection.read_timeout.span().file)->args(*node)[0].span, wanted}};
    }
    return insert_after(graph, connection.span, fmt::format("{} {};", directive_name(connection.protocol), wanted));
}

/// What nginx waits; its default of a minute where no file says otherwise.
static std::optional<Duration> patience(const Connection& connection) {
    if (connection.read_timeout.is_unknown()) return std::nullopt;
    return connection.read_timeout.value_or(Duration{60'000});
}

static void find_inverted_timeouts(const Graph& graph, Reporter& report) {
    std::set<std::pair<Span, ListenerId>> seen;
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        // A description's limits are derived from each other.
        if (connection.service.is_known()) continue;
        const std::optional<Duration> outer = patience(connection);
        if (link.listeners.size() != 1 || !outer) continue;
        const Listener& listener = graph.at(link.listeners.front());
        if (listener.protocol != connection.protocol) continue;
        const Process& process = graph.at(listener.process);
        const Value<Duration>& inner = process.request_timeout;
        if (!inner.is_stated() || inner->ms == 0 || !limits_requests(process) || *outer >= *inner) continue;
        const Span at = connection.read_timeout.span_or(connection.span);
        if (!seen.emplace(at, link.listeners.front()).second) continue;
        auto found = report.at(at, fmt::format("nginx gives up after {}, but {} lets a request run for {}",
                                               to_text(*outer), name_of(graph, process), to_text(*inner)));
        found.label(inner.span(), "the server's own limit");
        if (connection.read_timeout.is_stated()) found.label(connection.span, "nginx forwards here");
        found.note("clients get 504 with `upstream timed out (110: Connection timed out) while reading response header from upstream`, "
                   "while the worker goes on for nobody");
        const std::vector<Edit> edits = wait_longer(graph, connection, *inner);
        if (!edits.empty()) found.fix("let nginx wait longer than the server", Safety::unsafe, edits);
        const bool may_be_set_above = !connection.read_timeout.is_stated() && !is_fully_known(graph, connection);
        if (may_be_set_above || !link.is_local) found.uncertain();
    }
}

extern constexpr Rule xst049_timeouts_inverted{
    .summary = "nginx gives up on a request before the app server does",
    .why = "The client gets 504 while the worker still runs; retries pile up until all workers are busy with requests that nobody "
           "waits for. nginx logs `upstream timed out (110: Connection timed out)`.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "nginx uwsgi supervisor",
    .sources = "https://github.com/rockstor/rockstor-core/issues/70 https://serverfault.com/questions/782022",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:8001;
        uwsgi_read_timeout 30s;
    }
}
#> uwsgi.ini
[uwsgi]
socket = 127.0.0.1:8001
harakiri = 120
module = shop.wsgi:application
need-app = true
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / {
        include uwsgi_params;
        uwsgi_pass 127.0.0.1:8001;
        uwsgi_read_timeout 125s;
    }
}
#> uwsgi.ini
[uwsgi]
socket = 127.0.0.1:8001
master = true
die-on-term = true
harakiri = 120
module = shop.wsgi:application
need-app = true
)",
    .check = find_inverted_timeouts,
};

}  // namespace stackc::rules
