#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/compiler/frontends/workspace.h"

using namespace stackc;

/// The document of the only file, whose text has a `|` where the cursor is.
struct Opened {
    Analysis analysis;
    std::uint32_t offset = 0;
    const Frontend* frontend = nullptr;
    const Document& document() const { return *analysis.graph.documents.front(); }
};

static Opened open(const std::string& name, std::string text) {
    Opened opened;
    opened.offset = static_cast<std::uint32_t>(text.find('|'));
    text.erase(opened.offset, 1);
    opened.analysis = tests::analyse({{name, text}});
    opened.frontend = find_frontend(opened.document().dialect());
    return opened;
}

static std::string hover(const std::string& name, const std::string& text) {
    const Opened opened = open(name, text);
    return opened.frontend->hover(opened.document(), opened.offset);
}

static std::vector<std::string> labels(const std::string& name, const std::string& text) {
    const Opened opened = open(name, text);
    std::vector<std::string> result;
    for (const Completion& one :
         opened.frontend->complete(opened.document(), opened.offset, opened.analysis.graph))
        result.push_back(one.label);
    return result;
}

static bool has(const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

TEST_CASE("hover tells what a key is") {
    CHECK(hover("uwsgi.ini", "[uwsgi]\nhara|kiri = 30\n").find("Seconds after which a worker") !=
          std::string::npos);
    CHECK(hover("uwsgi.ini", "[uwsgi]\nmodule = x|\n").empty());
    CHECK(
        hover("supervisord.conf", "[program:x]\nstop|signal=TERM\n").find("signal that stops it") !=
        std::string::npos);
    CHECK(hover("supervisord.conf", "[program:x]\nnone|such=1\n").empty());
}

TEST_CASE("every option of the table has a page") {
    CHECK(find_frontend("uwsgi")->explain("http").find("plugin `http`") != std::string::npos);
    CHECK(find_frontend("uwsgi")->explain("processes").find("`workers`") != std::string::npos);
    CHECK(find_frontend("uwsgi")->explain("nonsense").empty());
    CHECK(find_frontend("supervisor")->explain("port").find("[inet_http_server]") !=
          std::string::npos);
    CHECK(find_frontend("supervisor")->explain("program.user").find("The user that it runs as") !=
          std::string::npos);
}

TEST_CASE("completion offers keys by what is typed, and values by the key") {
    const std::vector<std::string> keys = labels("uwsgi.ini", "[uwsgi]\nchmod|\n");
    CHECK(has(keys, "chmod-socket"));
    CHECK_FALSE(has(keys, "socket"));
    CHECK(has(labels("uwsgi.ini", "[uwsgi]\nmaster = |\n"), "true"));
    CHECK(has(labels("supervisord.conf", "[program:x]\nauto|\n"), "autostart"));
    CHECK(has(labels("supervisord.conf", "[program:x]\nstopsignal=|\n"), "QUIT"));
    CHECK_FALSE(has(labels("supervisord.conf", "[program:x]\nf|\n"), "files"));
    CHECK(has(labels("supervisord.conf", "[supervisord]\n[|\n"), "program:"));
}
