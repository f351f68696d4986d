#include "compiler/frontends/ini/ini_format.h"

#include <catch2/catch.hpp>

#include "compiler/frontends/frontend.h"
#include "tools/session/session.h"

using namespace stackc;

static std::string formatted(const std::string& dialect, const std::string& text) {
    static SourceMap map;
    const SourceFile file = map.file(map.set("/w/" + dialect, text));
    const Frontend* frontend = find_frontend(dialect);
    std::vector<Diagnostic> found;
    Reporter report(found);
    const std::string once = frontend->format(frontend->parse(file, report));
    const SourceFile again = map.file(map.set("/w/again-" + dialect, once));
    CHECK(frontend->format(frontend->parse(again, report)) == once);
    return once;
}

TEST_CASE("a uWSGI ini gets one space around `=`, and its sections apart") {
    CHECK(formatted("uwsgi",
                    "  [uwsgi]  \nsocket=/run/a.sock \n\n\n# why\n  master\nempty=\n[base]\na   =  "
                    " b = c") ==
          "[uwsgi]\nsocket = /run/a.sock\n\n# why\nmaster\nempty =\n\n[base]\na = b = c\n");
}

TEST_CASE("a percent sign of uWSGI at the end of a line or a key is left as it stands") {
    // `%` takes the next byte along, white space and line ends too.
    CHECK(formatted("uwsgi", "[uwsgi]\na=50%  \nb%=1\nc=%d\n") == "[uwsgi]\na=50%\nb%=1\nc = %d\n");
    CHECK(formatted("uwsgi", "[uwsgi]\na=50%") == "[uwsgi]\na=50%");
}

TEST_CASE("supervisor's keys stand close to their values, comments stay where they are") {
    CHECK(formatted("supervisor",
                    "[program:web]   ; head\ncommand = a b   ; why\n; own line\nuser : "
                    "app\n\n[program:x]\n") ==
          "[program:web] ; head\ncommand=a b ; why\n; own line\nuser: app\n\n[program:x]\n");
}

TEST_CASE("a value of several lines keeps its lines, blank ones and comments between them") {
    const std::string text = "[program:web]\ncommand=a\n    b ; c\n\n    ; d\n    e\nuser=app\n";
    CHECK(formatted("supervisor", text) == text);
}

TEST_CASE("broken files and templates stay as they are, CRLF stays CRLF") {
    const std::string broken = "[program:web]\nnonsense\ncommand =  a\n";
    CHECK(formatted("supervisor", broken) == broken);
    const std::string holes = "[uwsgi]\n{% if x %}\na=b\n{% endif %}\n";
    CHECK(formatted("uwsgi", holes) == holes);
    CHECK(formatted("uwsgi", "[uwsgi]\r\na=b\r\n") == "[uwsgi]\r\na = b\r\n");
}
