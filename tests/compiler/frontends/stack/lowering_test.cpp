#include <catch2/catch.hpp>
#include <map>

#include "compiler/frontends/stack/lowering.h"
#include "tests/compiler/frontends/stack/stack_support.h"

using namespace stackc;
using namespace stackc::testing;

static const Process& process(const Graph& graph, std::string_view name) {
    for (const Process& found : graph.processes) {
        if (found.name == name) return found;
    }
    throw std::runtime_error("no such process");
}

static const Listener& listener(const Graph& graph, std::string_view name) {
    for (const Listener& found : graph.listeners) {
        if (graph.at(found.process).name == name) return found;
    }
    throw std::runtime_error("no such listener");
}

static const Route& route(const Graph& graph, std::string_view path) {
    for (const Route& found : graph.routes) {
        if (found.match.path == path) return found;
    }
    throw std::runtime_error("no such route");
}

static const Connection& connection(const Graph& graph, std::string_view path) {
    return graph.at(std::get<ForwardAction>(route(graph, path).action).connection);
}

TEST_CASE(
    "the description of the contract is without findings, and every line of it is in the graph") {
    const Analysis analysis = read_stack(shop);
    CHECK(findings(analysis) == std::vector<std::string>{});
    const Graph& graph = analysis.graph;
    REQUIRE(graph.stack);
    CHECK(graph.stack->name == "shop");
    CHECK(graph.stack->manager == ManagerKind::supervisor);
    REQUIRE(graph.hosts.size() == 1);
    CHECK(*graph.hosts[0].os == "debian 12");
    CHECK(graph.hosts[0].firewall.size() == 3);
    CHECK(graph.hosts[0].firewall[2].from == "203.0.113.0/24");
    CHECK(graph.apps[0].static_files->path.value_or("") == "/srv/shop/static");
    CHECK(graph.apps[0].env[1].secret_file.value_or("") == "/etc/shop/secret_key");
    CHECK(graph.apps[0].env[1].value.is_absent());
    CHECK(graph.processes.size() == 4);
    CHECK(graph.externals.size() == 2);
    REQUIRE(graph.sites.size() == 1);
    CHECK(*graph.sites[0].names[1] == "www.shop.example.com");
    CHECK(graph.sites[0].listens[0].is_tls);
    CHECK(graph.sites[0].listens[0].both_families);
    CHECK(graph.sites[0].listens[1].is_redirect_https);
    CHECK(graph.balancers[0].hosts == std::vector<std::string>{"web1"});
    CHECK(graph.routes.size() == 7);
}

TEST_CASE("a service says what it runs, how long and for whom") {
    const Analysis analysis = read_stack(shop);
    const Process& web = process(analysis.graph, "web");
    CHECK(web.kind == ServerKind::uwsgi);
    CHECK(*web.module == "config.wsgi:application");
    CHECK(*web.directory == "/srv/shop/current");
    CHECK(*web.user == "deploy");
    CHECK(*web.workers == 4);
    CHECK_FALSE(web.workers_auto);
    CHECK(web.request_timeout->ms == 60'000);
    CHECK(web.raw[0].text == " lazy-apps = true ");
    const Listener& socket = listener(analysis.graph, "web");
    CHECK(socket.protocol == Protocol::uwsgi);
    CHECK(to_text(*socket.endpoint) == "/run/shop/web.sock");
    CHECK(socket.mode->bits == 0660);
    CHECK(socket.group.value_or("") == "www-data");
    CHECK(listener(analysis.graph, "ws").protocol == Protocol::http);
    CHECK(process(analysis.graph, "jobs").kind == ServerKind::celery);
    CHECK(process(analysis.graph, "jobs").depends_on == std::vector<std::string>{"cache"});
}

TEST_CASE("what is not written has the default of the reference, and no place") {
    const Analysis analysis = read_stack(
        "stack mill\napp code { root /srv/code; wsgi a.b:c }\nservice web { run code.wsgi with "
        "gunicorn; listen unix /run/mill/web.sock }\n");
    CHECK(findings(analysis) == std::vector<std::string>{});
    const Process& web = process(analysis.graph, "web");
    CHECK(*web.user == "mill");
    CHECK_FALSE(web.user.is_stated());
    CHECK(*web.group == "mill");
    CHECK(analysis.graph.find_user("mill") != nullptr);
    CHECK(web.request_timeout->ms == 30'000);
    CHECK_FALSE(web.request_timeout.is_stated());
    CHECK(web.max_body->bytes == 1u << 20u);
    CHECK(web.header_buffer->bytes == 8192);
    CHECK(*web.log_path == "/var/log/mill/web.log");
    CHECK(web.workers_auto);
    CHECK(web.restart == RestartPolicy::always);
    CHECK(listener(analysis.graph, "web").mode->bits == 0660);
    CHECK_FALSE(listener(analysis.graph, "web").mode.is_stated());
}

TEST_CASE("each layer waits longer than the one behind it") {
    const Analysis analysis = read_stack(shop);
    CHECK(connection(analysis.graph, "/").read_timeout->ms == 120'000);
    CHECK(connection(analysis.graph, "/ws/").read_timeout->ms == 3'600'000);
    CHECK(connection(analysis.graph, "/").max_body->bytes == 20u << 20u);
    const Analysis shorter = read_stack(
        "service a { run redis; listen 1 }\nservice web { run \"x\"; listen 80; timeout 60s "
        "}\nsite a.b { listen 80; route / to web { timeout 10s } }\n");
    CHECK(connection(shorter.graph, "/").read_timeout->ms == 65'000);
}

TEST_CASE("a route knows where it leads") {
    const Analysis analysis = read_stack(shop);
    const Connection& web = connection(analysis.graph, "/");
    CHECK(web.protocol == Protocol::uwsgi);
    CHECK(to_text(*web.targets.at(0)) == "/run/shop/web.sock");
    const Connection& assets = connection(analysis.graph, "/assets/");
    CHECK(assets.external == "assets");
    CHECK(assets.protocol == Protocol::https);
    CHECK(to_text(*assets.targets.at(0)) == "shop-assets.s3.amazonaws.com:443");
    CHECK(std::get<FilesAction>(route(analysis.graph, "/static/").action).expires->ms ==
          30ull * 86'400'000);
    CHECK(std::get<ReturnAction>(route(analysis.graph, "/health").action).text == "ok");
    CHECK(route(analysis.graph, "/health").match.kind == MatchKind::exact);
    CHECK(std::get<RedirectAction>(route(analysis.graph, "^/old/(.*)$").action).url == "/new/$1");
}

TEST_CASE("a profile replaces the statements of its names and leaves the others") {
    const Analysis analysis = read_stack(shop, "dev");
    CHECK(*analysis.graph.apps[0].settings == "config.settings.dev");
    CHECK(*analysis.graph.apps[0].root == "/srv/shop/current");
    REQUIRE(analysis.graph.sites[0].listens.size() == 1);
    CHECK(to_text(*analysis.graph.sites[0].listens[0].endpoint) == "*:8080");
    CHECK(analysis.graph.routes.size() == 7);
}

TEST_CASE("mistakes in a profile are found without choosing it, once") {
    const Analysis analysis = read_stack(
        "service a { run redis; listen 1 }\nprofile dev { service a { depends_on [b] } }\nprofile "
        "prod { let x = y }\n");
    CHECK(findings(analysis) ==
          std::vector<std::string>{"STK021 2:39 `b` names no service; did you mean `a`?"});
}

TEST_CASE("a let of a profile takes the place of the one outside") {
    const std::string text =
        "let name = example.com\nsite ${name} { listen 80; route / return 200 ok }\nprofile dev { "
        "let name = localhost }\n";
    CHECK(*read_stack(text).graph.sites[0].names[0] == "example.com");
    CHECK(*read_stack(text, "dev").graph.sites[0].names[0] == "localhost");
    CHECK(findings(read_stack(text, "dev")) == std::vector<std::string>{});
}

TEST_CASE("what is imported stands as if written here, with its own places") {
    const Analysis analysis =
        read_stack({{"shop.stack",
                     "import \"lib/common.stack\"\nsite ${domain} { listen 80; route / to web }\n"},
                    {"lib/common.stack",
                     "let domain = example.com\nservice web { run \"x\"; listen 8000 }\n"}});
    CHECK(findings(analysis) == std::vector<std::string>{});
    REQUIRE(analysis.graph.processes.size() == 1);
    CHECK(analysis.sources->path(analysis.graph.processes[0].span.file).filename() ==
          "common.stack");
    CHECK(analysis.graph.stack->name == "shop");
}

TEST_CASE("files that import each other are read once and the ring is named") {
    const Analysis analysis = read_stack({{"a.stack", "import \"b.stack\"\nlet one = 1\n"},
                                          {"b.stack", "import \"a.stack\"\nlet two = 2\n"}});
    REQUIRE(analysis.diagnostics.size() == 1);
    CHECK(analysis.diagnostics[0].rule == "STK033");
}

TEST_CASE("replicas listen on numbered sockets and ports, and a route leads to all of them") {
    const Analysis analysis = read_stack(
        "service a { run \"x\"; listen unix /run/a/web.sock; replicas 2 }\nservice b { run \"x\"; "
        "listen 9001; replicas 3 }\n"
        "site a.b { listen 80; route / to a; route /b to b }\n");
    CHECK(findings(analysis) == std::vector<std::string>{});
    const Connection& a = connection(analysis.graph, "/");
    REQUIRE(a.targets.size() == 2);
    CHECK(to_text(*a.targets[0]) == "/run/a/web-1.sock");
    CHECK(to_text(*a.targets[1]) == "/run/a/web-2.sock");
    CHECK(to_text(*connection(analysis.graph, "/b").targets.at(2)) == "127.0.0.1:9003");
}

TEST_CASE("host names in other scripts are carried as A-labels") {
    const Analysis analysis =
        read_stack("site 쇼핑.example.com { listen 80; route / return 200 ok }\n");
    CHECK(findings(analysis) == std::vector<std::string>{});
    CHECK(*analysis.graph.sites[0].names[0] == "xn--hp4bo76a.example.com");
}

TEST_CASE("addresses mean what is written") {
    const Analysis analysis = read_stack(
        "site a.b { listen [::1]:80; listen 127.0.0.1:81; listen *:82; listen 83; route / return "
        "200 ok }\n");
    CHECK(findings(analysis) == std::vector<std::string>{});
    const std::vector<SiteListen>& listens = analysis.graph.sites[0].listens;
    CHECK(to_text(*listens[0].endpoint) == "[::1]:80");
    CHECK_FALSE(listens[0].both_families);
    CHECK_FALSE(listens[1].both_families);
    CHECK(listens[2].both_families);
    CHECK(listens[3].both_families);
}

TEST_CASE("the graph knows where each name is used, in profiles that are not chosen too") {
    const Analysis analysis = read_stack(shop);
    std::map<std::string, int> uses;
    for (const NameUse& use : analysis.graph.name_uses) {
        CHECK(analysis.sources->text(use.use) == use.name);
        CHECK_FALSE(use.definition.is_empty());
        ++uses[use.name];
    }
    CHECK(uses["shop"] == 4);  // three services and the app in the profile
    CHECK(uses["deploy"] == 3);
    CHECK(uses["web"] == 1);
    CHECK(uses["domain"] == 5);
    CHECK(uses["cache"] == 1);
    CHECK(uses["web1"] == 1);
}

TEST_CASE("carriage returns and a byte order mark are white space") {
    const Analysis analysis = read_stack(
        "\xef\xbb\xbfstack mill\r\nservice web {\r\n  run redis\r\n  listen 6379 # why\r\n}\r\n");
    CHECK(findings(analysis) == std::vector<std::string>{});
    CHECK(analysis.graph.stack->name == "mill");
    CHECK(
        findings(read_stack("let a = \"b\r\nlet c = d\r\n")) ==
        std::vector<std::string>{"STK027 1:9 a string is opened here and not closed on its line"});
}

TEST_CASE("an import may be absolute") {
    const Analysis analysis =
        read_stack({{"a/shop.stack",
                     "import /repo/b/common.stack\nsite ${d} { listen 80; route / return 200 }\n"},
                    {"b/common.stack", "let d = example.com\n"}});
    CHECK(findings(analysis) == std::vector<std::string>{});
}
