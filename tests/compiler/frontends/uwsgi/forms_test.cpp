#include <catch2/catch.hpp>

#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using Texts = std::vector<std::string>;

static Analysis analysis_of(const std::string& name, const std::string& text) {
    Analysis analysis = tests::analyse({{name, text}});
    for (const auto& document : analysis.graph.documents) CHECK(print(*document) == document->text());
    return analysis;
}

static Texts options(const Analysis& analysis) {
    Texts result;
    if (analysis.graph.processes.empty()) return result;
    for (const Option& option : analysis.graph.processes.front().options)
        result.push_back(option.name + "=" + option.value.value_or("?"));
    return result;
}

TEST_CASE("uWSGI in XML: elements with text, or without for a switch; other things passed over") {
    const Analysis analysis = analysis_of("uwsgi.xml",
                                          "<?xml version=\"1.0\"?>\n<!-- the shop -->\n"
                                          "<uwsgi id=\"a\">\n"
                                          "  <socket>/run/a.sock</socket> <!-- nginx -->\n"
                                          "  <master/>\n"
                                          "  <app mountpoint=\"/x\"><script>foo</script></app>\n"
                                          "  <app mountpoint=\"/y\"> <module>bar</module> </app>\n"
                                          "  <env>A=b &amp; c</env>\n"
                                          "</uwsgi>\n");
    CHECK(options(analysis) == Texts{"socket=/run/a.sock", "master=1", "mount=/y=bar",
                                     "env=A=b & c"});
    REQUIRE(analysis.graph.listeners.size() == 1);
    CHECK(tests::text_at(analysis, analysis.graph.listeners[0].span) == "/run/a.sock");
}

TEST_CASE("uWSGI in YAML: a mapping, whose lists repeat their option") {
    const Analysis analysis = analysis_of("uwsgi.yaml",
                                          "# the shop\nuwsgi:\n  socket: /run/a.sock\n"
                                          "  master: true\n  env:\n    - A=b\n    - \"C=d\"\n"
                                          "  base: /srv\n  chdir: \"%(base)/app\"\nother: 1\n");
    CHECK(options(analysis) == Texts{"socket=/run/a.sock", "master=true", "env=A=b", "env=C=d",
                                     "base=/srv", "chdir=/srv/app"});
}

TEST_CASE("uWSGI in JSON: true is 1, null and false are 0") {
    const Analysis analysis = analysis_of(
        "uwsgi.json",
        "{\"uwsgi\": {\n \"http-socket\": [\":80\", \":81\"], \"master\": true,\n"
        " \"processes\": 4, \"lazy-apps\": false\n}}\n");
    CHECK(options(analysis) == Texts{"http-socket=:80", "http-socket=:81", "master=1",
                                     "processes=4", "lazy-apps=0"});
    CHECK(tests::endpoints(analysis.graph) == Texts{"*:80", "*:81"});
}

TEST_CASE("a file that uWSGI cannot read is told, and one that is none of its own is left alone") {
    CHECK(tests::ids(analysis_of("uwsgi.xml", "<uwsgi>\n<socket>/a</soket>\n</uwsgi>\n")) ==
          Texts{"UWS028"});
    CHECK(tests::analyse({{"uwsgi.yaml", "- hosts: all\n  tasks: []\n"}}).graph.processes.empty());
    for (const char* text : {"<uwsgi>", "<uwsgi", "<uwsgi><a><b><c>", "<uwsgi></uwsgi><uwsgi/>", "<uwsgi/>"})
        analysis_of("uwsgi.xml", text);
}

TEST_CASE("options are judged in every form") {
    CHECK(tests::ids(tests::analyse({{"uwsgi.yaml", "uwsgi:\n  chmod-socket: 0660\n  vaccum: true\n"}},
                                    tests::only("UWS0"))) == Texts{"UWS022", "UWS005"});
}
