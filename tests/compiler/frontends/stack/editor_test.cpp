#include "compiler/frontends/stack/editor.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "compiler/frontends/stack/form.h"
#include "compiler/frontends/stack/parser.h"
#include "compiler/frontends/stack/schema.h"
#include "tests/compiler/frontends/stack/stack_support.h"

using namespace stackc;
using namespace stackc::testing;

/// The text without its `|`, and where that stood.
static std::pair<std::string, std::uint32_t> at_cursor(std::string text) {
    const std::size_t cursor = text.find("^");
    text.erase(cursor, 1);
    return {text, static_cast<std::uint32_t>(cursor)};
}

static std::set<std::string> completed(const std::string& marked) {
    const auto [text, offset] = at_cursor(marked);
    const Analysis analysis = read_stack(text);
    const std::shared_ptr<const Document> document = analysis.graph.documents.at(0);
    std::set<std::string> labels;
    for (const Completion& completion : stack::complete(*document, offset, analysis.graph))
        labels.insert(completion.label);
    return labels;
}

TEST_CASE("hover shows the default and what a statement drives") {
    const auto [text, offset] = at_cursor("service web {\n  run redis\n  time^out 5s\n}\n");
    const Analysis analysis = read_stack(text);
    const std::string shown = stack::hover(*analysis.graph.documents.at(0), offset);
    CHECK(shown.find("`timeout DURATION`") != std::string::npos);
    CHECK(shown.find("Default: 30s") != std::string::npos);
    CHECK(shown.find("harakiri") != std::string::npos);
}

TEST_CASE("completion offers the statements of the block") {
    CHECK(completed("site a.b {\n  ^\n}\n").contains("route"));
    CHECK_FALSE(completed("site a.b {\n  ^\n}\n").contains("workers"));
    CHECK(completed("^").contains("service"));
    CHECK(completed("site a.b {\n  tls { ^ }\n}\n") ==
          std::set<std::string>{"certificate", "key", "protocols", "hsts"});
    CHECK(completed("service a { run redis; rest^ }\n").contains("restart"));
}

TEST_CASE("completion offers the values that fit, and the names of the description") {
    const std::string rest =
        "app shop { root /a; wsgi a:b }\nservice web { run shop.wsgi with uwsgi; listen 8000 "
        "}\nexternal db postgres://a.b\n";
    CHECK(completed(rest + "service w { run shop.wsgi with ^ }\n") ==
          std::set<std::string>{"uwsgi", "gunicorn", "daphne", "uvicorn"});
    CHECK(completed(rest + "site a.b { listen 80; route / to ^ }\n") ==
          std::set<std::string>{"web", "db"});
    CHECK(completed(rest + "service w { run ^ }\n") == std::set<std::string>{"redis", "shop.wsgi"});
    CHECK(completed(rest + "site a.b { listen 443 ^ }\n") ==
          std::set<std::string>{"tls", "redirect", "proxy_protocol", "http2"});
    CHECK(completed(rest + "service x { run redis; listen 1; depends_on [^] }\n") ==
          std::set<std::string>{"web", "x"});
}

TEST_CASE("every statement of the table has forms that are read, and a page") {
    for (const stack::Statement& statement : stack::statements()) {
        INFO(std::string(to_text(statement.in)) << "." << statement.name);
        CHECK_FALSE(stack::read_forms(statement.forms).empty());
        CHECK_FALSE(statement.help.empty());
        CHECK_FALSE(
            stack::explain(std::string(to_text(statement.in)) + "." + std::string(statement.name))
                .empty());
    }
}

TEST_CASE("the manual of the stack language is what the table says") {
    const Path path = Path(STACKC_SOURCE_DIR) / "docs/language.md";
    const char* update = std::getenv("STACKC_UPDATE");
    if (update != nullptr && std::string_view(update) == "1")
        std::ofstream(path, std::ios::binary) << stack::manual();
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    CHECK(text.str() == stack::manual());
}

static std::string formatted(const std::string& text) {
    SourceMap sources;
    const FileId id = sources.set("/a.stack", text);
    std::vector<Diagnostic> found;
    Reporter report(found);
    return stack::format(stack::parse(sources.file(id), report));
}

TEST_CASE("formatting lays out blocks and keeps words, comments and raw texts") {
    CHECK(formatted("service   web{run redis;listen   1}") ==
          "service web { run redis; listen 1 }\n");
    CHECK(formatted("# head\n\n\n\nsite a.b {\n# in it\n      listen    80   # why\n aliases [ a "
                    ",b ]\n\n\n raw nginx { a  b; }\n}\n") ==
          "# head\n\nsite a.b {\n  # in it\n  listen 80  # why\n  aliases [a b]\n\n  raw nginx { a "
          " b; }\n}\n");
    CHECK(formatted("service a {\n") == "service a {\n");
    CHECK(formatted("") == "");
}

TEST_CASE("formatting a description twice changes nothing, and once keeps its meaning") {
    const std::string once = formatted(shop);
    CHECK(formatted(once) == once);
    const Analysis before = read_stack(shop), after = read_stack(once);
    CHECK(findings(after) == findings(before));
    CHECK(after.graph.routes.size() == before.graph.routes.size());
    CHECK(after.graph.processes.size() == before.graph.processes.size());
}
