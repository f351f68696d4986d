// A stack in Docker from one end to the other: which container runs what, and that every
// connection finds the listener that it is meant for.
#include <catch2/catch.hpp>

#include "compiler/graph/links.h"
#include "compiler/graph/places.h"
#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using namespace stackc::tests;

static const Files shop{
    {"docker-compose.yml", R"(services:
  front:
    image: nginx:1.25-alpine
    restart: unless-stopped
    depends_on: [web]
    ports:
      - "${HTTP_PORT:-80}:80"
    volumes:
      - ./nginx/shop.conf:/etc/nginx/conf.d/default.conf:ro
      - sockets:/run/shop
      - static:/srv/static:ro
  web:
    build: .
    restart: unless-stopped
    env_file: web.env
    environment:
      REDIS_URL: redis://cache:6379/0
    volumes:
      - type: volume
        source: sockets
        target: /run/web
      - static:/app/static
  cache:
    image: redis:7
    restart: unless-stopped
  jobs:
    build: .
    command: celery -A config worker
volumes:
  sockets:
  static:
)"},
    {".env", "HTTP_PORT=8080\n"},
    {"web.env", "DJANGO_SETTINGS_MODULE=config.settings.production\n"},
    {"Dockerfile", R"(FROM python:3.12-slim AS build
ARG PORT=8000
WORKDIR /app
COPY . /app

FROM build
EXPOSE $PORT
STOPSIGNAL SIGINT
CMD ["gunicorn", "--bind", "unix:/run/web/web.sock", \
     # the second address is for health checks
     "--bind", "0.0.0.0:8000", "config.wsgi:application"]
)"},
    {"nginx/shop.conf", R"(upstream app { server unix:/run/shop/web.sock; }
server {
    listen 80;
    location /static/ { alias /srv/static/; }
    proxy_set_header Host $host;
    location /health { proxy_pass http://web:8000; }
    location / { proxy_pass http://app; }
}
)"},
};

static const Container& container(const Graph& graph, std::string_view name) {
    for (const Container& one : graph.containers) {
        if (one.name == name) return one;
    }
    FAIL("no container " << name);
    return graph.containers.front();
}

static const Process& process(const Graph& graph, ServerKind kind) {
    for (const Process& one : graph.processes) {
        if (one.kind == kind) return one;
    }
    FAIL("no process of that kind");
    return graph.processes.front();
}

TEST_CASE("a stack in Docker becomes one graph in which every connection has both ends") {
    const Analysis analysis = analyse(shop);
    const Graph& graph = analysis.graph;
    CHECK(ids(analysis).empty());
    REQUIRE(graph.containers.size() == 4);
    for (const auto& [kind, name] : {std::pair(ServerKind::nginx, "front"), {ServerKind::gunicorn, "web"},
                                     {ServerKind::redis, "cache"}, {ServerKind::celery, "jobs"}}) {
        INFO(name);
        const std::optional<ContainerId> place = container_of(graph, process(graph, kind));
        REQUIRE(place);
        CHECK(graph.at(*place).name == name);
    }
    const std::vector<Link> links = find_links(graph);
    REQUIRE(links.size() == 2);
    for (const Link& link : links) {
        INFO(to_text(link.target));
        REQUIRE(link.listeners.size() == 1);
        CHECK(graph.at(graph.at(link.listeners[0]).process).kind == ServerKind::gunicorn);
    }
}

TEST_CASE("what compose file, .env and Dockerfile say of a container stands in the graph with its places") {
    const Analysis analysis = analyse(shop);
    const Container& front = container(analysis.graph, "front");
    REQUIRE(front.published.size() == 1);
    CHECK(*front.published[0].host_port == 8080);
    CHECK(*front.published[0].port == 80);
    CHECK(text_at(analysis, front.published[0].port.span()) == "80");
    const Container& web = container(analysis.graph, "web");
    REQUIRE(web.exposed.size() == 1);
    CHECK(*web.exposed[0].port == 8000);
    CHECK(text_at(analysis, web.exposed[0].span) == "$PORT");
    const Program* program = main_program(analysis.graph, analysis.graph.id_of(web));
    REQUIRE(program != nullptr);
    CHECK(*program->directory == "/app");
    CHECK(*program->stop_signal == "INT");
    CHECK(program->environment.size() == 2);
    CHECK(program->command.size() == 6);
    CHECK(text_at(analysis, program->command[4].span) == "0.0.0.0:8000");
    CHECK(path_in(web, "/w/nginx/shop.conf") == "/app/nginx/shop.conf");
    CHECK(path_in(front, "/w/nginx/shop.conf") == "/etc/nginx/conf.d/default.conf");
}

TEST_CASE("one path in two containers is one file only where a volume or folder is shared") {
    const Analysis analysis = analyse(shop);
    const Graph& graph = analysis.graph;
    const ContainerId front = graph.id_of(container(graph, "front")), web = graph.id_of(container(graph, "web"));
    CHECK(locate(graph, front, "/run/shop/web.sock") == locate(graph, web, "/run/web/web.sock"));
    CHECK_FALSE(locate(graph, front, "/tmp/web.sock") == locate(graph, web, "/tmp/web.sock"));
    CHECK(locate(graph, front, "/etc/nginx/conf.d/default.conf").path == "/w/nginx/shop.conf");
}

TEST_CASE("a service, its aliases and container_name are hosts on common networks alone") {
    const Analysis analysis = analyse({{"compose.yaml", R"(services:
  a: {image: nginx, networks: [one]}
  b:
    image: redis
    container_name: shop-cache
    networks:
      one: {aliases: [cache]}
  c: {image: redis, networks: [two]}
  d: {image: redis, network_mode: host}
networks: {one: , two: }
)"}});
    const Graph& graph = analysis.graph;
    const ContainerId a = graph.id_of(container(graph, "a"));
    CHECK(is_named(container(graph, "b"), "cache"));
    CHECK(is_named(container(graph, "b"), "shop-cache"));
    CHECK(share_network(container(graph, "a"), container(graph, "b")));
    CHECK_FALSE(share_network(container(graph, "a"), container(graph, "c")));
    CHECK(containers_named(graph, a, "cache").size() == 1);
    CHECK(container(graph, "d").network_mode == NetworkMode::host);
    const Process& nginx = process(graph, ServerKind::nginx);
    std::vector<std::string> reached;
    for (const Listener& listener : graph.listeners) {
        for (const char* host : {"b", "c"}) {
            const bool is_reached = reach(graph, &nginx, TcpEndpoint{host, 6379}, listener) == Reach::yes;
            if (is_reached) reached.push_back(graph.at(listener.process).name);
        }
    }
    CHECK(reached == std::vector<std::string>{"b"});
}

TEST_CASE("an override file counts more, appends lists and replaces mounts of the same place") {
    const Analysis analysis = analyse({{"docker-compose.yml", "services:\n  web:\n    image: nginx:1.24\n    ports: ['80:80']\n    volumes: ['a:/x', 'b:/y']\n"},
                                       {"docker-compose.override.yml", "services:\n  web:\n    image: nginx:1.25\n    ports: ['81:80']\n    volumes: ['c:/x']\n"}});
    REQUIRE(analysis.graph.containers.size() == 1);
    const Container& web = analysis.graph.containers[0];
    CHECK(*web.image == "nginx:1.25");
    CHECK(web.published.size() == 2);
    CHECK(web.mounts.size() == 2);
    CHECK(web.is_fully_read);
}

TEST_CASE("what cannot be known stays unknown: variables without a value, extended files, foreign images") {
    const Analysis analysis = analyse({{"docker-compose.yml", R"(services:
  a:
    image: ${IMAGE}
    ports: ["${PORT}:80"]
  b:
    extends: {file: base.yml, service: b}
    image: nginx
  c:
    image: company/app
)"}});
    const Graph& graph = analysis.graph;
    CHECK(container(graph, "a").published[0].host_port.is_unknown());
    CHECK_FALSE(container(graph, "b").is_fully_read);
    for (const char* name : {"a", "c"}) {
        INFO(name);
        CHECK_FALSE(is_fully_known(graph, graph.id_of(container(graph, name))));
    }
}

TEST_CASE("a script as entrypoint may do anything with the command") {
    const Analysis analysis = analyse({{"Dockerfile", "FROM python:3\nENTRYPOINT [\"/entrypoint.sh\"]\nCMD [\"gunicorn\", \"-b\", \":8000\", \"a:b\"]\n"}});
    REQUIRE(analysis.graph.programs.size() == 1);
    CHECK_FALSE(analysis.graph.programs[0].is_fully_read);
    CHECK(endpoints(analysis.graph) == std::vector<std::string>{"*:8000"});
}

TEST_CASE("Dockerfile: heredocs, escapes, continuation comments and shell form") {
    const Analysis analysis = analyse({{"Dockerfile", "# escape=`\nFROM python:3\nRUN <<EOF\nCMD no\nEXPOSE 1\nEOF\nENV A=1 `\n  # why\n  B=\"two words\"\n"
                                                      "USER app:www-data\nCMD exec gunicorn `\n  -b 0.0.0.0:$PORT `\n  a:b\n"}});
    REQUIRE(analysis.graph.programs.size() == 1);
    const Program& program = analysis.graph.programs[0];
    CHECK(analysis.graph.containers[0].exposed.empty());
    REQUIRE(program.environment.size() == 2);
    CHECK(*program.environment[1].value == "two words");
    CHECK(*program.user == "app");
    CHECK(program.command.size() == 5);
    CHECK(program.command[3].has_hole);
}

TEST_CASE("a file that a command of a container names is the one that is copied or mounted there") {
    const Analysis analysis = analyse({{"docker-compose.yml", "services:\n  web: {build: django}\n  other: {build: flask}\n"},
                                       {"django/Dockerfile", "FROM python:3\nADD . /home/shop/\nCMD [\"uwsgi\", \"--ini\", \"/home/shop/uwsgi.ini\"]\n"},
                                       {"django/uwsgi.ini", "[uwsgi]\nsocket = :8001\n"},
                                       {"flask/Dockerfile", "FROM python:3\nCOPY uwsgi.ini /home/shop/\nCMD uwsgi --ini /home/shop/uwsgi.ini\n"},
                                       {"flask/uwsgi.ini", "[uwsgi]\nsocket = :8002\n"}});
    const Graph& graph = analysis.graph;
    REQUIRE(graph.listeners.size() == 2);
    for (const Listener& listener : graph.listeners) {
        const std::optional<ContainerId> place = container_of(graph, graph.at(listener.process));
        REQUIRE(place);
        CHECK(as_tcp(*listener.endpoint)->port == (graph.at(*place).name == "web" ? 8001 : 8002));
        CHECK(graph.at(listener.process).is_fully_read);
    }
}

TEST_CASE("what a compose file includes, and what a service extends in another file, is part of its project") {
    const Analysis analysis = analyse(
        {{"compose.yml", R"(include:
  - data/compose.yml
services:
  web:
    extends: {file: common/base.yml, service: app}
    command: gunicorn -b 0.0.0.0:8000 shop.wsgi
    environment: {DATABASE_URL: "postgres://shop@db:5433/shop"}
)"},
         {"data/compose.yml", R"(services:
  db:
    image: postgres:16
    volumes: ["./pg:/var/lib/postgresql/data"]
)"},
         {"common/base.yml", R"(services:
  app:
    build: ../app
    working_dir: /srv/shop
)"},
         {"app/Dockerfile", "FROM python:3.12\n"}},
        only("XST074"));
    const Graph& graph = analysis.graph;
    const Container& web = container(graph, "web");
    CHECK(web.is_fully_read);
    CHECK(*web.build_context == "/w/app");
    CHECK(text_at(analysis, web.name_span) == "web");
    const Container& db = container(graph, "db");
    CHECK(db.project == web.project);
    REQUIRE(db.mounts.size() == 1);
    CHECK(*db.mounts[0].source == "/w/data/pg");
    CHECK(ids(analysis) == std::vector<std::string>{"XST074"});
}
