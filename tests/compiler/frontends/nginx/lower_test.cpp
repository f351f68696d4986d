#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using namespace stackc::tests;

static Graph graph_of(const Files& files, SessionOptions options = {}) { return analyse(files, std::move(options)).graph; }

/// The targets of all connections as text; "?" where one is not known.
static std::vector<std::string> targets(const Graph& graph) {
    std::vector<std::string> result;
    for (const Connection& connection : graph.connections) {
        for (const auto& target : connection.targets) result.push_back(target.is_known() ? to_text(*target) : "?");
    }
    return result;
}

static const std::string main_start = "events { }\nhttp {\n";

TEST_CASE("listen takes ports, addresses, sockets and their parameters") {
    const Graph graph = graph_of({{"nginx.conf", main_start + "server {\n listen 8080 default_server;\n listen 127.0.0.1:81;\n listen [::]:443 ssl http2;\n"
                                                              " listen unix:/run/a.sock;\n listen localhost;\n listen 10.0.0.1;\n}\n}\n"}});
    REQUIRE(graph.sites.size() == 1);
    const std::vector<SiteListen>& listens = graph.sites[0].listens;
    REQUIRE(listens.size() == 6);
    CHECK(endpoints(graph) == std::vector<std::string>{"*:8080", "127.0.0.1:81", "[::]:443", "/run/a.sock", "127.0.0.1:80", "10.0.0.1:80"});
    CHECK(listens[0].is_default);
    CHECK(listens[2].is_tls);
    CHECK(listens[2].is_http2);
}

TEST_CASE("a server without listen is on port 80, and listeners are not doubled") {
    const Graph graph = graph_of({{"nginx.conf", main_start + "server { server_name A.example; }\nserver { listen 80; }\n}\n"}});
    REQUIRE(graph.sites.size() == 2);
    CHECK(graph.sites[0].listens.at(0).is_implicit);
    CHECK(*graph.sites[0].names.at(0) == "a.example");
    CHECK(graph.listeners.size() == 1);
}

TEST_CASE("forwarding names its target, protocol, path and limits") {
    const Analysis analysis = analyse({{"nginx.conf", main_start + R"(
client_max_body_size 20m;
upstream app { server 10.0.0.1:8000; server unix:/run/app.sock backup; }
server {
    proxy_read_timeout 90s;
    location /a { proxy_pass http://app/x/; }
    location /b { proxy_pass https://b.example; }
    location /c { proxy_pass http://unix:/run/c.sock:/y; }
    location /d { uwsgi_pass unix:///run/d.sock; client_max_body_size 0; }
    location /e { fastcgi_pass 127.0.0.1:9000; }
    location /f { proxy_pass http://$backend; }
    location /g { if ($x) { proxy_pass http://127.0.0.1:7000; } }
}
}
)"}});
    const Graph& graph = analysis.graph;
    CHECK(targets(graph) == std::vector<std::string>{"10.0.0.1:8000", "/run/app.sock", "b.example:443", "/run/c.sock", "/run/d.sock",
                                                     "127.0.0.1:9000", "?", "127.0.0.1:7000"});
    REQUIRE(graph.connections.size() == 7);
    const Connection& first = graph.connections[0];
    CHECK(first.upstream.has_value());
    CHECK(first.uri == "/x/");
    CHECK(first.read_timeout->ms == 90'000);
    CHECK(first.max_body->bytes == 20u << 20u);
    CHECK(text_at(analysis, first.span) == "app");
    CHECK(text_at(analysis, graph.connections[2].span) == "unix:/run/c.sock");
    CHECK(graph.connections[2].uri == "/y");
    CHECK(graph.connections[3].protocol == Protocol::uwsgi);
    CHECK(graph.connections[3].read_timeout->ms == 60'000);
    CHECK_FALSE(graph.connections[3].read_timeout.is_stated());
    CHECK(graph.connections[3].max_body->bytes == 0);
    CHECK(graph.connections[5].has_variables);
}

TEST_CASE("routes say how they match and what they do") {
    const Graph graph = graph_of({{"conf.d/site.conf", R"(
server {
    root /srv/www;
    location = /health { return 200 "ok"; }
    location ~* \.png$ { expires 30d; }
    location ^~ /static/ { alias /srv/static/; }
    location /old { return 301 https://new.example/; }
    location @app { uwsgi_pass 127.0.0.1:8000; }
    location / { try_files $uri @app; location /deep { } }
}
)"}});
    REQUIRE(graph.routes.size() == 8);
    CHECK(graph.routes[0].match.kind == MatchKind::server);
    CHECK(graph.routes[1].match.kind == MatchKind::exact);
    CHECK(std::get<ReturnAction>(graph.routes[1].action).code == 200);
    CHECK(graph.routes[2].match.kind == MatchKind::regex_icase);
    CHECK(graph.routes[2].match.path == "\\.png$");
    CHECK(*std::get<FilesAction>(graph.routes[2].action).path == "/srv/www");
    CHECK(std::get<FilesAction>(graph.routes[3].action).is_alias);
    CHECK(std::get<RedirectAction>(graph.routes[4].action).url == "https://new.example/");
    CHECK(graph.routes[5].match.kind == MatchKind::named);
    CHECK(std::holds_alternative<ForwardAction>(graph.routes[5].action));
    CHECK(*std::get<FilesAction>(graph.routes[6].action).fallback == "@app");
    CHECK(graph.routes[7].match.path == "/deep");
}

TEST_CASE("includes are put in place, one nginx whatever the number of files") {
    const Graph graph = graph_of({{"nginx/nginx.conf", "user deploy staff;\nevents { }\nhttp {\n include conf.d/*.conf;\n}\n"},
                                  {"nginx/conf.d/a.conf", "server { listen 81; include snippets/app.conf; }\n"},
                                  {"nginx/conf.d/b.conf", "server { listen 82; include snippets/app.conf; }\n"},
                                  {"nginx/snippets/app.conf", "location / { proxy_pass http://127.0.0.1:8000; }\n"}});
    REQUIRE(graph.processes.size() == 1);
    CHECK(*graph.processes[0].user == "deploy");
    CHECK(*graph.processes[0].group == "staff");
    CHECK(graph.processes[0].is_fully_read);
    CHECK(*graph.processes[0].daemonizes);
    CHECK(graph.sites.size() == 2);
    CHECK(graph.connections.size() == 2);
}

TEST_CASE("what is included from elsewhere leaves the scope open") {
    const Graph graph = graph_of({{"nginx.conf", main_start + "include /opt/sites/*.conf;\nserver { location / { proxy_pass http://127.0.0.1:1; } }\n}\n"}});
    CHECK_FALSE(std::all_of(graph.scopes.begin(), graph.scopes.end(), [](const Scope& scope) { return scope.is_fully_read; }));
    REQUIRE(graph.connections.size() == 1);
    CHECK(graph.connections[0].max_body.is_absent());
}

TEST_CASE("a vhost alone takes nginx's defaults for what the main file does not say") {
    const Graph graph = graph_of({{"sites-available/app", "server { location / { include proxy_params; proxy_pass http://127.0.0.1:1; } }\n"}});
    REQUIRE(graph.connections.size() == 1);
    CHECK(graph.connections[0].max_body->bytes == 1u << 20u);
    CHECK(graph.processes.at(0).user.is_absent());
    CHECK_FALSE(graph.processes.at(0).is_fully_read);
}

TEST_CASE("a name that another file may define as upstream is not guessed at") {
    CHECK(targets(graph_of({{"sites-available/app", "server { location / { proxy_pass http://django; } }\n"}})) == std::vector<std::string>{"?"});
    CHECK(targets(graph_of({{"nginx.conf", main_start + "server { location / { proxy_pass http://django; } }\n}\n"}})) ==
          std::vector<std::string>{"django:80"});
}

TEST_CASE("the program that starts nginx may keep it in the foreground") {
    const Graph graph = graph_of({{"nginx.conf", main_start + "}\n"},
                                  {"supervisord.conf", "[supervisord]\n[program:nginx]\ncommand=/usr/sbin/nginx -g \"daemon off;\"\n"}});
    const auto found = std::find_if(graph.processes.begin(), graph.processes.end(), [](const Process& process) { return process.kind == ServerKind::nginx; });
    REQUIRE(found != graph.processes.end());
    CHECK(found->program.has_value());
    CHECK_FALSE(*found->daemonizes);
}

TEST_CASE("snippets are read in the place that they are written for") {
    CHECK(ids(analyse({{"snippet.nginx", "location / { proxy_pass http://127.0.0.1:1; }\n"}}, only("NGX00"))).empty());
    CHECK(ids(analyse({{"params.nginx", "proxy_set_header Host $host;\nproxy_http_version 1.1;\n"}}, only("NGX00"))).empty());
    CHECK(ids(analyse({{"dns.nginx", "server {\n listen 53 udp;\n proxy_responses 1;\n proxy_pass 10.0.0.1:53;\n}\n"}}, only("NGX00"))).empty());
    CHECK(ids(analyse({{"live.nginx", "rtmp { server { listen 1935; application live { live on; } } }\n"}}, only("NGX00"))).empty());
}

TEST_CASE("words that do not fit into nginx's buffer are refused") {
    const auto findings = [](std::size_t size, std::string_view quote) {
        const std::string word = std::string(quote) + std::string(size, 'a') + std::string(quote);
        return ids(analyse({{"nginx.conf", main_start + "server { return 200 " + word + "; }\n}\n"}}, only("NGX006"))).size();
    };
    CHECK(findings(4095, "") == 0);
    CHECK(findings(4096, "") == 1);
    CHECK(findings(4094, "'") == 0);
    CHECK(findings(4095, "'") == 1);
}

TEST_CASE("what a release of nginx does not have is unknown where the release is stated") {
    const std::string text = main_start + "server { listen 1; http2 on; }\nserver { listen 2; ssl off; }\n}\n";
    SessionOptions options = only("NGX003");
    CHECK(ids(analyse({{"nginx.conf", text}}, options)).empty());
    options.target.versions["nginx"] = "1.22";
    CHECK(ids(analyse({{"nginx.conf", text}}, options)).size() == 1);
    options.target.versions["nginx"] = "1.27.1";
    CHECK(ids(analyse({{"nginx.conf", text}}, options)).size() == 1);
}

TEST_CASE("a finding in a broken file names the line at which nginx stops") {
    const Analysis analysis = analyse({{"nginx.conf", main_start + "server {\n listen 80\n server_name a;\n location / { }\n}\n}\n"}}, only("NGX001"));
    REQUIRE(analysis.diagnostics.size() == 1);
    const Diagnostic& found = analysis.diagnostics[0];
    REQUIRE_FALSE(found.related.empty());
    const auto line_of = [&](Span span) { return analysis.sources->lines(span.file).position(span.begin, Encoding::utf8).line; };
    CHECK(line_of(found.related.back().span) == line_of(found.primary.span) + 1);
    CHECK(found.related.back().text == "nginx names this line: invalid value in \"listen\" directive");
}
