#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/render.h"

namespace stackc {
namespace {

struct Made {
    SourceMap sources;
    std::vector<Diagnostic> diagnostics;

    Made() {
        const FileId a = sources.set("/repo/a b,c.conf", "x\nlisten 80;\n");
        const FileId b = sources.set("/repo/b.ini", "port = 80\n");
        add(a, "two\nlines: `<80>` & 100%");
        diagnostics.back().related.push_back({{b, 7, 9}, "bound here"});
        diagnostics.back().notes.push_back("a note");
        diagnostics.back().fixes.push_back({"use 81", Safety::safe, {{{a, 9, 11}, "81"}, {{b, 7, 9}, "81"}}});
        add(a, "two\nlines: `<80>` & 100%");
        add(b, "\x1b bad");
    }

    void add(FileId file, std::string message) {
        Diagnostic diagnostic;
        diagnostic.rule = "XST031";
        diagnostic.severity = Severity::error;
        diagnostic.primary = {{file, 9, 11}, std::move(message)};
        if (sources.text(file).size() < 11) diagnostic.primary.span = {file, 7, 9};
        diagnostics.push_back(std::move(diagnostic));
    }

    Report report() const {
        Report result{.sources = sources, .diagnostics = diagnostics};
        result.files = {{"/repo/a b,c.conf", "nginx", true}, {"/repo/b.ini", "uwsgi", true}, {"/repo/c", "", false}, {"/repo/d", "nginx", true}};
        result.folder = "/repo";
        result.rule = [](std::string_view id) {
            RuleInfo info;
            info.id = id;
            info.name = "port-collision";
            info.url = "https://example.com";
            return info;
        };
        return result;
    }
};

}  // namespace

TEST_CASE("SARIF names each rule once and encodes paths as URIs") {
    const auto json = nlohmann::json::parse(render_sarif(Made().report()));
    const auto& run = json["runs"][0];
    CHECK(json["version"] == "2.1.0");
    CHECK(run["tool"]["driver"]["rules"].size() == 1);
    REQUIRE(run["results"].size() == 3);
    const auto& first = run["results"][0];
    CHECK(first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b%2Cc.conf");
    CHECK(first["locations"][0]["physicalLocation"]["region"]["startColumn"] == 8);
    CHECK(first["relatedLocations"][0]["message"]["text"] == "bound here");
    CHECK(first["fixes"][0]["artifactChanges"].size() == 2);
    CHECK(first["level"] == "error");
}

TEST_CASE("a GitHub command keeps to its line, whatever the message holds") {
    const std::string text = render_github(Made().report());
    CHECK(text.substr(0, text.find('\n')) ==
          "::error file=a b%2Cc.conf,line=2,endLine=2,col=8,endColumn=10,title=XST031 port-collision::"
          "two%0Alines: `<80>` & 100%25%0Ab.ini:1: bound here%0Aa note");
    CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("GitLab's fingerprints differ for the same finding twice") {
    const auto json = nlohmann::json::parse(render_gitlab(Made().report()));
    REQUIRE(json.size() == 3);
    CHECK(json[0]["fingerprint"] != json[1]["fingerprint"]);
    CHECK(json[0]["location"]["path"] == "a b,c.conf");
    CHECK(json[0]["severity"] == "critical");
}

TEST_CASE("XML formats escape what XML cannot hold") {
    const std::string checkstyle = render_checkstyle(Made().report());
    CHECK(checkstyle.find("message=\"two\\nlines: `&lt;80&gt;` &amp; 100%\"") != std::string::npos);
    CHECK(checkstyle.find("message=\"\\x1b bad\"") != std::string::npos);
    const std::string junit = render_junit(Made().report());
    CHECK(junit.find("tests=\"4\" failures=\"2\" errors=\"1\"") != std::string::npos);
    CHECK(junit.find("name=\"d\"/>") != std::string::npos);
}

}  // namespace stackc
