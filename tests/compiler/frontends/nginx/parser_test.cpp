#include "compiler/frontends/nginx/parser.h"

#include <catch2/catch.hpp>

#include "compiler/base/text.h"

using namespace stackc;

static Document parse(const std::string& text, std::vector<Diagnostic>& found) {
    static SourceMap map;
    const FileId id = map.set("/w/site.conf", text);
    Reporter report(found);
    return nginx::parse(map.file(id), report);
}

static Document parse(const std::string& text) {
    std::vector<Diagnostic> found;
    return parse(text, found);
}

/// The statement's words, joined with `|`.
static std::string words(const Document& document, std::size_t index = 0) {
    std::size_t seen = 0;
    for (const Node& node : document.nodes()) {
        if (node.kind != NodeKind::statement && node.kind != NodeKind::block) continue;
        if (seen++ != index) continue;
        std::string text(node.name.value);
        for (const Word& word : document.args(node)) text += "|" + std::string(word.value);
        return text;
    }
    return {};
}

static std::vector<std::string> ids_of(const std::string& text) {
    std::vector<Diagnostic> found;
    parse(text, found);
    std::vector<std::string> result;
    for (const Diagnostic& diagnostic : found) result.push_back(std::string(diagnostic.rule));
    return result;
}

TEST_CASE("words end where nginx ends them") {
    CHECK(words(parse("a b\tc\r\nd;")) == "a|b|c|d");
    CHECK(words(parse("return 200 \"a \\\"b\\\" c\";")) == "return|200|a \"b\" c");
    CHECK(words(parse("return 200 'it''s';")) == "return|200|it''s");
    CHECK(words(parse("rewrite ^/a\\;b$ /c;")) == "rewrite|^/a\\;b$|/c");
    CHECK(words(parse("log_format x \"a\\tb\";")) == "log_format|x|a\tb");
    CHECK(words(parse("set $a ${b}c;")) == "set|$a|${b}c");
    CHECK(words(parse("set $a x}y;")) == "set|$a|x}y");
    CHECK(words(parse("a b#c;")) == "a|b#c");
    CHECK(words(parse("if ($a = \"x\") { }")) == "if|($a|=|x|)");
    CHECK(words(parse("server{listen 80;}")) == "server");
    CHECK(words(parse("server{listen 80;}"), 1) == "listen|80");
}

TEST_CASE("a comment between the words of a statement belongs to it") {
    const Document document = parse("server_name a # first\n  b;\nserver # here\n{ }\n");
    CHECK(words(document) == "server_name|a|b");
    const Node& statement = document.node({1});
    REQUIRE(document.node({2}).kind == NodeKind::comment);
    CHECK(document.node({2}).parent == NodeId{1});
    CHECK(statement.end == 3);
    CHECK(print(document) == document.text());
}

TEST_CASE("the body of a Lua block is opaque, braces in its strings and comments do not count") {
    const Document document = parse("content_by_lua_block {\n  local t = { a = \"}\" } -- }\n  --[[ } ]] ngx.say([[}]])\n}\nroot /srv;\n");
    REQUIRE(document.node({2}).kind == NodeKind::opaque);
    CHECK(words(document, 1) == "root|/srv");
    CHECK_FALSE(document.has_errors());
}

TEST_CASE("template placeholders make a value unknown, template statements are opaque") {
    const Document document = parse("{% if tls %}\nserver_name {{ domain }} ${NAME} @HOST@ plain.example;\n{% endif %}\n");
    REQUIRE(document.size() == 4);
    CHECK(document.node({1}).kind == NodeKind::opaque);
    const auto args = document.args({2});
    REQUIRE(args.size() == 4);
    CHECK(args[0].has_hole);
    CHECK(args[1].has_hole);
    CHECK(args[2].has_hole);
    CHECK_FALSE(args[3].has_hole);
    CHECK_FALSE(parse("set $a ${uri};").args({1})[1].has_hole);
    CHECK_FALSE(document.has_errors());
}

TEST_CASE("a forgotten semicolon is found at its own line, once") {
    std::vector<Diagnostic> found;
    const Document document = parse("server {\n    root /srv\n    index index.html;\n    listen 80;\n}\n", found);
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == "NGX001");
    CHECK(document.text(found[0].primary.span) == "/srv");
    CHECK(words(document, 1) == "root|/srv");
    CHECK(words(document, 2) == "index|index.html");
    CHECK(ids_of("location / {\n  proxy_pass http://a\n}\n") == std::vector<std::string>{"NGX001"});
    CHECK(ids_of("server {\n  proxy_set_header Host $host\n  location / { return 200; }\n}\n") == std::vector<std::string>{"NGX001"});
    CHECK(ids_of("server\n  listen 80;\n  root /srv;\n}\n") == std::vector<std::string>{"NGX002"});
}

TEST_CASE("values may go on in the next line") {
    CHECK(ids_of("log_format main '$a'\n  '$b'\n  '$c';\nserver_name a\n  b\n  c;\n").empty());
    CHECK(ids_of("map $a $b {\n  default 0;\n  root 1;\n  ~x 2;\n}\n").empty());
    CHECK(ids_of("add_header Content-Security-Policy\n  \"default-src 'self'\"\n  always;\n").empty());
}

TEST_CASE("the block that lacks its brace is named by its indentation") {
    std::vector<Diagnostic> found;
    const Document document = parse("server {\n    location /a {\n        return 200;\n    location /b {\n        return 201;\n    }\n}\n", found);
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == "NGX002");
    CHECK(document.text(found[0].primary.span) == "location");
    CHECK(found[0].primary.span.begin == 13);
    CHECK(document.node(document.node({4}).parent).name.value == "server");
}

TEST_CASE("a brace too many is found where the indentation says") {
    std::vector<Diagnostic> found;
    const Document document = parse("server {\n    location /a {\n        return 200;\n    }\n    }\n    listen 80;\n}\n", found);
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == "NGX002");
    CHECK(document.source().source->lines().position(found[0].primary.span.begin, Encoding::utf8).line == 4);
}

TEST_CASE("a quote that is not closed is reported where it starts") {
    std::vector<Diagnostic> found;
    const Document document = parse("add_header A \"b;\nadd_header C \"d\";\n", found);
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == "NGX090");
    CHECK(found[0].primary.span.begin == 13);
    CHECK(words(document, 1) == "add_header|C|d");
    CHECK(ids_of("return 200 \"a\"b;\n") == std::vector<std::string>{"NGX090"});
}

TEST_CASE("braces of a regular expression that is not quoted are one mistake") {
    CHECK(ids_of("location ~ ^/\\d{4}/\\d{2}/$ {\n  return 200;\n}\n") == std::vector<std::string>{"NGX091"});
    CHECK(ids_of("location ~ \"^/\\d{4}/$\" {\n  return 200;\n}\n").empty());
}

TEST_CASE("line numbers of a listing are one finding with one fix") {
    std::vector<Diagnostic> found;
    const Document document = parse("1 server {\n2     listen 80;\n3     root /srv;\n4 }\n", found);
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == "NGX011");
    CHECK(found[0].fixes.at(0).edits.size() == 4);
    CHECK(words(document, 1) == "listen|80");
    CHECK(ids_of("map $a $b {\n1 a;\n2 b;\n3 c;\n4 d;\n}\n").empty());
}

TEST_CASE("many mistakes and deep nesting take linear time") {
    std::string forgotten, deep, numbers;
    for (int i = 0; i < 50'000; ++i) {
        forgotten += "root /srv\n";
        deep += "server {\n";
        numbers += "add_header A \"b;\n";
    }
    CHECK(ids_of(forgotten).size() >= 1);
    CHECK(ids_of(deep).size() == 1);
    CHECK(ids_of(numbers).size() >= 1);
}
