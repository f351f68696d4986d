// Elastic Beanstalk from the balancer's port 80 to the socket of uWSGI.
#include <catch2/catch.hpp>

#include <algorithm>

#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using namespace stackc::tests;

static const Files shop{
    {".ebextensions/django.config", R"(option_settings:
  aws:elasticbeanstalk:application:environment:
    DJANGO_SETTINGS_MODULE: config.settings.production
)"},
    {"Dockerrun.aws.json", R"({"AWSEBDockerrunVersion": "1", "Ports": [{"ContainerPort": "7999"}], "Logging": "/var/log/nginx"})"},
    {"Dockerfile", R"(FROM python:3.12-slim
RUN apt-get update && apt-get install -y nginx supervisor
COPY . /srv/shop
WORKDIR /srv/shop
RUN cp -f .config/nginx.conf /etc/nginx/nginx.conf && \
    cp -f /srv/shop/.config/shop.nginx /etc/nginx/sites-available/ && \
    ln -sf /etc/nginx/sites-available/shop.nginx /etc/nginx/sites-enabled/shop.nginx
EXPOSE 7999
CMD supervisord -n -c /srv/shop/.config/supervisord.conf
)"},
    {".config/supervisord.conf", R"([supervisord]
nodaemon=true
[program:nginx]
command=nginx -g "daemon off;"
[program:uwsgi]
command=uwsgi --ini /srv/shop/.config/uwsgi.ini
)"},
    {".config/uwsgi.ini", "[uwsgi]\nsocket = /tmp/shop.sock\nmodule = config.wsgi:application\nmaster = true\ndie-on-term = true\nvacuum = true\nchmod-socket = 660\n"},
    {".config/nginx.conf", "user root;\nevents {}\nhttp {\n    include /etc/nginx/sites-enabled/*;\n}\n"},
    {".config/shop.nginx", "server {\n    listen 7999;\n    location / { include uwsgi_params; uwsgi_pass unix:///tmp/shop.sock; }\n}\n"},
};

TEST_CASE("Elastic Beanstalk's 80, the exposed port, the inner nginx and the socket of uWSGI are one way") {
    const Analysis analysis = analyse(shop);
    const Graph& graph = analysis.graph;
    REQUIRE(graph.balancers.size() == 1);
    CHECK(graph.balancers[0].listens.size() == 1);
    REQUIRE(graph.containers.size() == 1);
    const Container& container = graph.containers[0];
    REQUIRE(container.published.size() == 1);
    CHECK(*container.published[0].host_port == 80);
    CHECK(*container.published[0].port == 7999);
    CHECK(text_at(analysis, container.published[0].span) == "\"7999\"");
    CHECK(std::any_of(graph.sites.begin(), graph.sites.end(), [&](const Site& site) {
        return site.listens.size() == 1 && *site.listens[0].endpoint == Endpoint(TcpEndpoint{"*", 7999}) &&
               container_of(graph, graph.at(*site.process)) == graph.id_of(container);
    }));
    const std::vector<Link> links = find_links(graph);
    REQUIRE_FALSE(links.empty());
    for (const Link& link : links) {
        REQUIRE(link.listeners.size() == 1);
        CHECK(graph.at(graph.at(link.listeners[0]).process).kind == ServerKind::uwsgi);
    }
    for (const Process& process : graph.processes) CHECK(container_of(graph, process) == graph.id_of(container));
}

TEST_CASE("without Dockerrun.aws.json the first exposed port is forwarded to") {
    Files files = shop;
    std::erase_if(files, [](const auto& file) { return file.first == "Dockerrun.aws.json"; });
    const Analysis analysis = analyse(files);
    REQUIRE(analysis.graph.containers.size() == 1);
    REQUIRE(analysis.graph.containers[0].published.size() == 1);
    CHECK(*analysis.graph.containers[0].published[0].port == 7999);
}

TEST_CASE("Dockerrun.aws.json of version 2 holds containers, links and volumes") {
    const Analysis analysis = analyse({{"Dockerrun.aws.json", R"({
  "AWSEBDockerrunVersion": 2,
  "volumes": [{"name": "conf", "host": {"sourcePath": "/var/app/current/proxy/conf.d"}}],
  "containerDefinitions": [
    {"name": "web", "image": "python:3", "command": ["gunicorn", "-b", "0.0.0.0:8000", "config.wsgi"]},
    {"name": "proxy", "image": "nginx", "portMappings": [{"hostPort": 80, "containerPort": 80}], "links": ["web:app"],
     "mountPoints": [{"sourceVolume": "conf", "containerPath": "/etc/nginx/conf.d", "readOnly": true}]}
  ]
})"},
                                       {"proxy/conf.d/default.conf", "server { listen 80; location / { proxy_pass http://app:8000; } }\n"}});
    const Graph& graph = analysis.graph;
    REQUIRE(graph.containers.size() == 2);
    const std::vector<Link> links = find_links(graph);
    REQUIRE(links.size() == 1);
    REQUIRE(links[0].listeners.size() == 1);
    CHECK(container_of(graph, graph.at(graph.at(links[0].listeners[0]).process)) == ContainerId{0});
}
