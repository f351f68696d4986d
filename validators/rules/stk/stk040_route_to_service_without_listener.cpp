#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void find_route_to_service_without_listener(const Graph& graph, Reporter& report) {
    for (const Connection& connection : graph.connections) {
        if (!connection.service.is_known() || !connection.targets.empty()) continue;
        const Process& service = graph.at(*connection.service);
        const bool may_lack_listen =
            service.kind == ServerKind::other || service.kind == ServerKind::celery;
        if (!may_lack_listen || !service.is_fully_read)
            continue;  // else its missing `listen` is the finding
        report
            .at(connection.span,
                fmt::format("the route leads to `{}`, which listens nowhere", service.name))
            .label(service.span, "this service has no `listen`")
            .note("if the command binds a socket, say where: `listen 127.0.0.1:PORT`");
    }
}

extern constexpr Rule stk040_route_to_service_without_listener{
    .summary = "a route leads to a service that listens nowhere",
    .why = "nginx has no address to pass the requests to.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service jobs { run "celery -A config worker" in shop }
site example.com { listen 80; route / to jobs }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application }
service web { run shop.wsgi with uwsgi; listen unix /run/shop/web.sock }
site example.com { listen 80; route / to web }
)",
    .check = find_route_to_service_without_listener,
};

}  // namespace stackc::rules
