#include "compiler/frontends/nginx/editor.h"

#include <catch2/catch.hpp>

#include <algorithm>

#include "compiler/frontends/nginx/format.h"
#include "compiler/frontends/nginx/parser.h"

using namespace stackc;

static Document parse(const std::string& text) {
    static SourceMap map;
    const FileId id = map.set("/w/site.conf", text);
    std::vector<Diagnostic> found;
    Reporter report(found);
    return nginx::parse(map.file(id), report);
}

static bool offers(const std::string& before, const std::string& after, std::string_view label, const Graph& graph = {}) {
    const auto found = nginx::complete(parse(before + after), static_cast<std::uint32_t>(before.size()), graph);
    return std::any_of(found.begin(), found.end(), [&](const Completion& completion) { return completion.label == label; });
}

static bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("a directive's page says where it stands, what it takes and its default") {
    const std::string page = nginx::explain("client_max_body_size");
    CHECK(says(page, "http, server, location"));
    CHECK(says(page, "1 argument"));
    CHECK(says(page, "`1m`"));
    CHECK(says(page, "nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size"));
    CHECK(nginx::explain("nonsense").empty());
}

TEST_CASE("hover shows the registration that fits the place") {
    const Document document = parse("upstream a {\n    server 127.0.0.1:1;\n}\n");
    CHECK(says(nginx::hover(document, 18), "upstream"));
    CHECK_FALSE(says(nginx::hover(document, 18), "mail"));
    CHECK(nginx::hover(document, 27).empty());
}

TEST_CASE("completion offers what may stand at the place") {
    CHECK(offers("server {\n    list", "\n}\n", "listen"));
    CHECK(offers("server {\n    location / {\n        prox", "\n    }\n}\n", "proxy_pass"));
    CHECK_FALSE(offers("server {\n    location / {\n        ", "\n    }\n}\n", "server_name"));
    CHECK(offers("server {\n    gzip ", ";\n}\n", "on"));
    Graph graph;
    Upstream upstream;
    upstream.name = "app";
    graph.upstreams.push_back(upstream);
    upstream.span.file = parse("server { }").file();
    graph.upstreams.push_back(upstream);
    CHECK(offers("server {\n    location / {\n        proxy_pass ", ";\n    }\n}\n", "http://app", graph));
}

TEST_CASE("formatting lays out one statement a line and keeps comments and blank lines") {
    CHECK(nginx::format(parse("server{listen   80;# here\n\n\n\nlocation /{return 200;}}")) ==
          "server {\n    listen 80; # here\n\n    location / {\n        return 200;\n    }\n}\n");
    CHECK(nginx::format(parse("events {}\nhttp {\n}\n")) == "events {}\nhttp {\n}\n");
    CHECK(nginx::format(parse("log_format a 'x'\n 'y';\n")) == "log_format a 'x'\n    'y';\n");
    CHECK(nginx::format(parse("server # the shop\n{\nlisten 80;\n}\n")) == "server { # the shop\n    listen 80;\n}\n");
    CHECK(nginx::format(parse("content_by_lua_block {\n  if a then  b()  end\n}\n")) == "content_by_lua_block {\n  if a then  b()  end\n}\n");
    CHECK(nginx::format(parse("if ($a = \"x\") {\nreturn 200;\n}\n")) == "if ($a = \"x\") {\n    return 200;\n}\n");
    CHECK(nginx::format(parse("a b\r\nc;\r\n")) == "a b\r\n    c;\r\n");
    CHECK(nginx::format(parse("server {\n")) == "server {\n");
}

TEST_CASE("formatting twice changes nothing") {
    for (const char* text : {"server_name a # one\n # two\n b # three\n;\n", "# only\n\n# comments", "a{b{c d;}}", "server # x\n# y\n{ a b; }",
                             "{% if x %}\nlisten 80;\n{% endif %}\n", "a \"b\nc\" d;\n", "map $a $b { default 0; ~x 1; }"}) {
        const std::string once = nginx::format(parse(text));
        CHECK(nginx::format(parse(once)) == once);
    }
}
