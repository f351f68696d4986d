#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// A worker of gunicorn that serves one request at a time, as far as its settings say.
static bool is_sync(const Process& process) {
    if (process.kind != ServerKind::gunicorn || !process.is_fully_read) return false;
    const Option* workers = process.option("worker_class");
    if (workers != nullptr && (!workers->value.is_known() || *workers->value != "sync"))
        return false;
    return process.threads.is_absent() || process.threads.value_or(2) == 1;
}

static const Listener* sync_server(const Graph& graph, const Link& link) {
    for (const ListenerId id : link.listeners)
        if (is_sync(graph.at(graph.at(id).process))) return &graph.at(id);
    return nullptr;
}

static void find_unbuffered(const Graph& graph, Reporter& report) {
    for (const Link& link : find_links(graph)) {
        const Connection& connection = graph.at(link.connection);
        const std::optional<ScopeId> scope =
            connection.route ? graph.at(*connection.route).scope : std::nullopt;
        const Directive* buffering = scope ? graph.effective(*scope, "proxy_buffering") : nullptr;
        const Listener* server = sync_server(graph, link);
        if (buffering == nullptr || buffering->arg(0) != "off" || server == nullptr) continue;
        report
            .at(buffering->span(),
                "answers go to clients as slowly as these read, and each holds a worker of "
                "gunicorn")
            .label(server->span, "workers of class `sync` serve one request at a time")
            .note(
                "a handful of slow phones stops the site: `WORKER TIMEOUT`, then 502; a view that "
                "streams sets `X-Accel-Buffering: no` for itself");
    }
}

extern constexpr Rule ngx080_proxy_buffering_off{
    .summary = "buffering switched off in front of workers that serve one client at a time",
    .why =
        "nginx's buffers take an answer at once and free the worker. Without them a sync worker "
        "waits for the slowest "
        "client: `[CRITICAL] WORKER TIMEOUT`, and 502 for the others.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "nginx gunicorn",
    .sources =
        "http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering "
        "https://docs.gunicorn.org/en/stable/deploy.html",
    .bad = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_pass http://127.0.0.1:8000; proxy_buffering off; }
}
#> gunicorn.conf.py
bind = "127.0.0.1:8000"
workers = 3
)",
    .good = R"(#> nginx/site.conf
server {
    listen 80;
    location / { proxy_set_header Host $host; proxy_pass http://127.0.0.1:8000; }
}
#> gunicorn.conf.py
bind = "127.0.0.1:8000"
workers = 3
)",
    .check = find_unbuffered,
};

}  // namespace stackc::rules
