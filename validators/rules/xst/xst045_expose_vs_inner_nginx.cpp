#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/places.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The site of an nginx in the container that listens first; null where not all of them are known.
static const SiteListen* first_listen(const Graph& graph, ContainerId id, std::uint16_t wanted, bool& is_heard) {
    const SiteListen* first = nullptr;
    for (const Site& site : graph.sites) {
        if (!site.process || container_of(graph, graph.at(*site.process)) != id) continue;
        const bool is_known = site.scope && graph.at(*site.scope).is_fully_read && graph.at(*site.process).is_fully_read;
        if (!is_known) return nullptr;
        for (const SiteListen& listen : site.listens) {
            const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
            if (tcp == nullptr) return nullptr;
            is_heard = is_heard || tcp->port == wanted;
            if (first == nullptr) first = &listen;
        }
    }
    return first;
}

static bool has_other_listener(const Graph& graph, ContainerId id) {
    return std::any_of(graph.listeners.begin(), graph.listeners.end(), [&](const Listener& listener) {
        if (graph.at(listener.process).kind == ServerKind::nginx) return false;
        const TcpEndpoint* tcp = listener.endpoint.is_known() ? as_tcp(*listener.endpoint) : nullptr;
        const bool is_reachable = !listener.endpoint.is_known() || (tcp != nullptr && !is_loopback(tcp->host));
        return is_reachable && container_of(graph, graph.at(listener.process)) == id;
    });
}

static void find_deaf_ports(const Graph& graph, Reporter& report) {
    for (const Container& container : graph.containers) {
        const ContainerId id = graph.id_of(container);
        if (!container.is_described_by_image) continue;
        for (const PublishedPort& published : container.published) {
            if (!published.port.is_known()) continue;
            bool is_heard = false;
            const SiteListen* listen = first_listen(graph, id, *published.port, is_heard);
            if (listen == nullptr || is_heard || has_other_listener(graph, id)) continue;
            report.at(published.span, fmt::format("Elastic Beanstalk's proxy forwards to port {} of the container, where nginx listens on {}",
                                                  *published.port, to_text(*listen->endpoint)))
                .label(listen->span, "the inner nginx listens here")
                .note("every request ends in 502 Bad Gateway from the outer nginx: `connect() failed (111: Connection refused)`");
        }
    }
}

extern constexpr Rule xst045_expose_vs_inner_nginx{
    .summary = "the platform's proxy forwards to another port of the container than its nginx listens on",
    .why = "On Elastic Beanstalk an outer nginx takes port 80 and forwards to the port that the Dockerfile exposes, or that "
           "Dockerrun.aws.json names. If the inner nginx listens elsewhere, every request ends in 502.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "beanstalk dockerfile nginx",
    .sources = "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/single-container-docker-configuration.html",
    .bad = R"(#> Dockerrun.aws.json
{"AWSEBDockerrunVersion": "1", "Ports": [{"ContainerPort": "8000"}]}
#> Dockerfile
FROM python:3.12
COPY nginx.conf /etc/nginx/nginx.conf
COPY supervisord.conf /etc/supervisor/conf.d/shop.conf
EXPOSE 8000
CMD ["supervisord", "-n"]
#> supervisord.conf
[program:nginx]
command=nginx -g "daemon off;"
[program:uwsgi]
command=uwsgi --master --socket 127.0.0.1:9000 --uid www-data --gid www-data --die-on-term --need-app --module config.wsgi
#> nginx.conf
events {}
http {
    server {
        listen 7999;
        location / { include uwsgi_params; uwsgi_pass 127.0.0.1:9000; }
    }
}
)",
    .good = R"(#> Dockerrun.aws.json
{"AWSEBDockerrunVersion": "1", "Ports": [{"ContainerPort": "7999"}]}
#> Dockerfile
FROM python:3.12
COPY nginx.conf /etc/nginx/nginx.conf
COPY supervisord.conf /etc/supervisor/conf.d/shop.conf
EXPOSE 7999
CMD ["supervisord", "-n"]
#> supervisord.conf
[program:nginx]
command=nginx -g "daemon off;"
[program:uwsgi]
command=uwsgi --master --socket 127.0.0.1:9000 --uid www-data --gid www-data --die-on-term --need-app --module config.wsgi
#> nginx.conf
events {}
http {
    server {
        listen 7999;
        location / { include uwsgi_params; uwsgi_pass 127.0.0.1:9000; }
    }
}
)",
    .check = find_deaf_ports,
};

}  // namespace stackc::rules
