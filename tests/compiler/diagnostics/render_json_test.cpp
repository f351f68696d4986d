#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/render.h"

namespace stackc {

TEST_CASE("the JSON report says places in code points from 1 and bytes from 0") {
    SourceMap sources;
    const FileId id = sources.set("/repo/a.conf", "a\n\xed\x95\x9c\xff bad;\n");
    std::vector<Diagnostic> diagnostics(1);
    diagnostics[0].rule = "XST001";
    diagnostics[0].severity = Severity::warning;
    diagnostics[0].effect = Effect::fails;
    diagnostics[0].primary = {{id, 7, 10}, "wrong \xff byte"};
    diagnostics[0].related.push_back({{id, 0, 1}, "here"});
    diagnostics[0].notes.push_back("a note");
    diagnostics[0].fixes.push_back({"remove it", Safety::safe, {{{id, 7, 10}, "good"}}});
    Report report{.sources = sources, .diagnostics = diagnostics};
    report.files = {{"/repo/a.conf", "nginx", true}, {"/other/b", "", false}};
    report.folder = "/repo";
    report.suppressed = 2;
    report.rule = [](std::string_view rule) {
        RuleInfo info;
        info.id = rule;
        info.name = "some-name";
        info.url = "https://example.com";
        return info;
    };
    const auto json = nlohmann::ordered_json::parse(render_json(report));
    CHECK(json["version"] == 1);
    CHECK(json["summary"].dump() == R"({"files":2,"errors":0,"warnings":1,"infos":0,"suppressed":2,"fixed":0})");
    CHECK(json["files"].dump() == R"([{"path":"a.conf","dialect":"nginx","understood":true},{"path":"/other/b","dialect":null,"understood":false}])");
    CHECK(json["diagnostics"][0].dump() ==
          R"({"rule":"XST001","name":"some-name","severity":"warning","effect":"fails",)"
          "\"message\":\"wrong \xef\xbf\xbd byte\","
          R"("path":"a.conf","range":{"start":{"line":2,"column":4,"offset":7},"end":{"line":2,"column":7,"offset":10}},)"
          R"("related":[{"message":"here","path":"a.conf","range":{"start":{"line":1,"column":1,"offset":0},"end":{"line":1,"column":2,"offset":1}}}],)"
          R"("notes":["a note"],)"
          R"("fixes":[{"title":"remove it","safety":"safe","edits":[{"path":"a.conf","range":{"start":{"line":2,"column":4,"offset":7},"end":{"line":2,"column":7,"offset":10}},"text":"good"}]}],)"
          R"("url":"https://example.com"})");
}

}  // namespace stackc
