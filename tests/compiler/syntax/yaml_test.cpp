#include "compiler/syntax/yaml.h"

#include <catch2/catch.hpp>

using namespace stackc;

namespace {
/// A text, what was read of it and what was wrong with it.
struct Read {
    explicit Read(std::string text) : file(map.file(map.set("/w/a.yml", std::move(text)))), document(parse()), tree(document) {}
    Document parse() {
        return yaml::parse("compose", file, [this](Span span, const std::string&) { errors.push_back(std::string(file.text(span))); });
    }
    std::string at(std::string_view key) const { return text_of(tree.root().at(key)); }
    static std::string text_of(const yaml::Item& item) {
        const Word* word = item.scalar();
        return word == nullptr ? "-" : std::string(word->value);
    }
    std::vector<std::string> list(std::string_view key) const {
        std::vector<std::string> found;
        for (const yaml::Item& item : tree.root().at(key).items()) found.push_back(text_of(item));
        return found;
    }
    SourceMap map;
    std::vector<std::string> errors;
    SourceFile file;
    Document document;
    yaml::Tree tree;
};
using Texts = std::vector<std::string>;
}  // namespace

TEST_CASE("YAML: scalars of every style mean what the specification says") {
    const Read read("a: plain text # comment\n"
                    "b: 'it''s'\n"
                    "c: \"tab\\there \\u00e9\"\n"
                    "d: one\n  two\n\n  three\n"
                    "e: |\n  x\n    y\n\n  z\n"
                    "f: >-\n  x\n  y\n\n  z\n"
                    "g: http://x:8000/#a\n"
                    "h:\n");
    CHECK(read.errors.empty());
    CHECK(read.at("a") == "plain text");
    CHECK(read.at("b") == "it's");
    CHECK(read.at("c") == "tab\there \u00e9");
    CHECK(read.at("d") == "one two\nthree");
    CHECK(read.at("e") == "x\n  y\n\nz\n");
    CHECK(read.at("f") == "x y\nz");
    CHECK(read.at("g") == "http://x:8000/#a");
    CHECK(read.tree.root().at("h").kind() == yaml::Kind::null);
}

TEST_CASE("YAML: sequences and mappings nest by indentation and by brackets") {
    const Read read("a:\n- x\n- y\n"
                    "b: [x, 'y', {k: v}]\n"
                    "c:\n  - name: n\n    ports:\n      - \"80:80\"\n  - - p\n    - q\n"
                    "{d: no}\n");
    CHECK(read.list("a") == Texts{"x", "y"});
    CHECK(read.list("b") == Texts{"x", "y", "-"});
    const std::vector<yaml::Item> items = read.tree.root().at("c").items();
    REQUIRE(items.size() == 2);
    CHECK(Read::text_of(items[0].at("name")) == "n");
    CHECK(Read::text_of(items[0].at("ports").items().at(0)) == "80:80");
    CHECK(items[1].items().size() == 2);
    CHECK(read.errors.size() == 1);  // a collection where a key is expected
}

TEST_CASE("YAML: JSON is read as it is") {
    const Read read("{\"a\": {\"b\": [1, 2]}, \"c\":\"d\"}");
    CHECK(read.errors.empty());
    CHECK(read.at("c") == "d");
    CHECK(read.tree.root().at("a").at("b").items().size() == 2);
}

TEST_CASE("YAML: aliases and merge keys lead to what they name, and their own keys count more") {
    const Read read("base: &base\n  image: x\n  user: u\n"
                    "web:\n  <<: *base\n  user: v\n"
                    "copy: *base\n"
                    "loop: &loop\n  <<: *loop\n  a: *loop\n");
    const yaml::Item web = read.tree.root().at("web");
    CHECK(Read::text_of(web.at("image")) == "x");
    CHECK(Read::text_of(web.at("user")) == "v");
    CHECK(web.items().size() == 2);
    CHECK(Read::text_of(read.tree.root().at("copy").at("user")) == "u");
    CHECK(read.tree.root().at("loop").items().size() == 1);
}

TEST_CASE("YAML: what is not allowed is told at its place, and the lines after it are read") {
    const Read read("a: b: c\nd: e\n- f\ng: \"never closed\nh: i\n");
    CHECK(read.errors == Texts{"b: c", "- f", "\"never closed"});
    CHECK(read.at("d") == "e");
    CHECK(read.at("h") == "i");
    CHECK(print(read.document) == read.file.text());
}

TEST_CASE("YAML: the place of a value is exact, in any language") {
    const Read read("# 설정\n웹: \"포트 80\"\nb:   값\n");
    const yaml::Item item = read.tree.root().at("웹");
    CHECK(read.file.text(item.place()) == "\"포트 80\"");
    CHECK(read.file.text(read.tree.root().at("b").place()) == "값");
}
