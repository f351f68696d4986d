// The crossplane form against its documented schema (crossplane 0.5.8, README.md), by hand for
// one configuration and by what must hold for any over the corpus.
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "tests/support/program.h"

namespace fs = std::filesystem;
using nlohmann::json;
using stackc::test::read_file;
using stackc::test::run_script;
using stackc::test::TemporaryFolder;

static json crossplane(const TemporaryFolder& folder, const std::string& arguments) {
    return json::parse(run_script("stackc parse --quiet --format crossplane " + arguments, folder.path()).out);
}

TEST_CASE("the crossplane form has crossplane's keys, lines, arguments and include indices") {
    const TemporaryFolder folder;
    folder.write("nginx.conf", "events {}\n# first\nhttp {\n  include sites/*.conf;\n  include types;\n  log_format a '\"x\" \\'y\\' \\d'\n    \"z\";\n}\n");
    folder.write("sites/a.conf", "server { # why\n  if ( $host = \"a b\" ) { return 301 https://$host$1; }\n  location ~ \\.php$ { include ../types; }\n}\n");
    folder.write("sites/b.conf", "server { set $a ${b}c; content_by_lua_block { return \"}\" } }\n");
    folder.write("types", "types { }\n");
    const json payload = crossplane(folder, "nginx.conf");
    const json expected = json::parse(R"json({"status":"failed","errors":[{"file":"sites/a.conf","error":"[Errno 2] No such file or directory: '../types'","line":3}],"config":[
      {"file":"nginx.conf","status":"ok","errors":[],"parsed":[
        {"directive":"events","line":1,"args":[],"block":[]},
        {"directive":"http","line":3,"args":[],"block":[
          {"directive":"include","line":4,"args":["sites/*.conf"],"includes":[1,2]},
          {"directive":"include","line":5,"args":["types"],"includes":[3]},
          {"directive":"log_format","line":6,"args":["a","\"x\" 'y' \\d","z"]}]}]},
      {"file":"sites/a.conf","status":"failed","errors":[{"error":"[Errno 2] No such file or directory: '../types'","line":3}],"parsed":[
        {"directive":"server","line":1,"args":[],"block":[
          {"directive":"if","line":2,"args":["$host","=","a b"],"block":[{"directive":"return","line":2,"args":["301","https://$host$1"]}]},
          {"directive":"location","line":3,"args":["~","\\.php$"],"block":[{"directive":"include","line":3,"args":["../types"],"includes":[]}]}]}]},
      {"file":"sites/b.conf","status":"ok","errors":[],"parsed":[
        {"directive":"server","line":1,"args":[],"block":[
          {"directive":"set","line":1,"args":["$a","${b}c"]},
          {"directive":"content_by_lua_block","line":1,"args":[" return \"}\" "]}]}]},
      {"file":"types","status":"ok","errors":[],"parsed":[{"directive":"types","line":1,"args":[],"block":[]}]}]})json");
    json found = payload;
    // Where the missing file lies is said with the folder that the test runs in.
    for (json* errors : {&found["errors"], &found["config"][1]["errors"]}) {
        std::string& text = (*errors)[0]["error"].get_ref<std::string&>();
        text = text.substr(0, text.find('\'')) + "'../types'";
    }
    CHECK(found == expected);
}

TEST_CASE("the crossplane form has comments and single files on demand") {
    const TemporaryFolder folder;
    folder.write("nginx.conf", "# one \nevents # two\n{ # three\n}\nuser # four\n  www;\ninclude x;\n");
    const json parsed = crossplane(folder, "--comments --single-file nginx.conf")["config"][0]["parsed"];
    CHECK(parsed == json::parse(R"json([{"directive":"#","line":1,"args":[],"comment":" one "},
      {"directive":"events","line":2,"args":[],"block":[{"directive":"#","line":3,"args":[],"comment":" three"}]},
      {"directive":"#","line":2,"args":[],"comment":" two"},
      {"directive":"user","line":5,"args":["www"]}, {"directive":"#","line":5,"args":[],"comment":" four"},
      {"directive":"include","line":7,"args":["x"]}])json"));
}

// ---------------------------------------------------------------------------------- any file

/// How many statements nginx would read: runs of words that `;` or `{` ends.
static int count_statements(const std::string& text) {
    int count = 0;
    bool has_words = false;
    std::string word;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool is_start = word.empty();
        if (c == '#' && is_start) {
            i = std::min(text.find('\n', i), text.size());
        } else if ((c == '"' || c == '\'') && is_start) {
            for (++i; i < text.size() && text[i] != c; ++i) i += text[i] == '\\' ? 1 : 0;
            has_words = true;
        } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            word.clear();
        } else if (c == '{' && word.ends_with('$')) {
            word += c;
        } else if (c == ';' || c == '{' || (c == '}' && is_start)) {
            count += c != '}' && has_words ? 1 : 0;
            has_words = false;
            word.clear();
        } else {
            word += c;
            has_words = true;
            if (c == '\\') ++i;
        }
    }
    return count;
}

static int check_statements(const json& statements, const std::vector<std::string>& lines) {
    int count = 0;
    for (const json& each : statements) {
        const std::string name = each["directive"];
        const std::size_t line = each["line"];
        REQUIRE(line <= lines.size());
        CHECK(lines[line - 1].find(name) != std::string::npos);
        ++count;
        if (each.contains("block")) count += check_statements(each["block"], lines);
    }
    return count;
}

TEST_CASE("every directive of the corpus stands in the crossplane form, at its line") {
    const fs::path corpus = fs::path(STACKC_SOURCE_DIR) / "../shared/corpus/nginx";
    if (!fs::is_directory(corpus)) {
        std::puts("SKIPPED: no corpus");
        return;
    }
    const TemporaryFolder folder;
    const auto result = run_script("for file in '" + corpus.string() + "'/*; do echo \"$file\"; "
                                   "stackc parse --quiet --as nginx --single-file --format crossplane \"$file\"; done", folder.path(), 300);
    std::istringstream out(result.out);
    int files = 0, directives = 0;
    for (std::string name, line; std::getline(out, name) && std::getline(out, line);) {
        INFO(name);
        const json payload = json::parse(line);
        REQUIRE(payload["config"].size() == 1);
        const json& config = payload["config"][0];
        CHECK(config["file"] == name);
        CHECK((payload["status"] == "ok") == payload["errors"].empty());
        if (payload["status"] != "ok") continue;
        const std::string text = read_file(name);
        std::vector<std::string> lines;
        std::istringstream all(text);
        for (std::string each; std::getline(all, each);) lines.push_back(each);
        const int count = check_statements(config["parsed"], lines);
        const bool has_lua = text.find("_by_lua_block") != std::string::npos || text.find("{%") != std::string::npos || text.find("{{") != std::string::npos;
        if (!has_lua) CHECK(count == count_statements(text));
        ++files;
        directives += count;
    }
    CHECK(files > 200);
    std::printf("the crossplane form of %d files of the corpus has their %d directives, each at its line\n", files, directives);
}
