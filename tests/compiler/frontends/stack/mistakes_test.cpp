#include <catch2/catch.hpp>

#include "tests/compiler/frontends/stack/stack_support.h"

using namespace stackc;
using namespace stackc::testing;

static std::vector<std::string> found(const std::string& text) {
    return findings(read_stack(text));
}

TEST_CASE("several mistakes in one file are several findings, each at its place") {
    CHECK(found("hots web1 { }\n"
                "service web {\n"
                "  rnu shop.wsgi with uwsgi\n"
                "  listen 99999\n"
                "  timout 30s\n"
                "  workers many\n"
                "}\n"
                "site example_com { listen 80 }\n") ==
          std::vector<std::string>{
              "STK001 1:1 `hots` is no statement of the top level; did you mean `host`?",
              "STK001 3:3 `rnu` is no statement of a `service` block; did you mean `run`?",
              "STK011 4:10 `99999` stands where `unix` or an address was expected: the highest "
              "port is 65535",
              "STK001 5:3 `timout` is no statement of a `service` block; did you mean `timeout`?",
              "STK017 6:11 `many` stands where `auto` or a number was expected: it is not a number",
              "STK016 8:6 `example_com` is not a host name: `_` cannot be part of a host name (RFC "
              "1123)",
          });
}

TEST_CASE("a wrong word is answered with what may stand in its place") {
    CHECK(found("app a { root /a; wsgi a:b }\nservice w { run a.wsgi with uwsgy; listen 1 }\n") ==
          std::vector<std::string>{"STK009 2:29 `uwsgy` stands where `uwsgi`, `gunicorn`, `daphne` "
                                   "or `uvicorn` was expected; did you mean `uwsgi`?"});
    CHECK(found("site a.b { listen 80 ltls; route / return 200 }\n") ==
          std::vector<std::string>{
              "STK009 1:22 `ltls` stands where `tls`, `redirect`, `proxy_protocol`, `http2` or the "
              "end of `listen` was expected; did you mean `tls`?"});
    CHECK(found("app a { root /a; wsgi a:b }\nservice w { run a.wsgi uwsgi; listen 1 }\n") ==
          std::vector<std::string>{"STK009 2:24 `uwsgi` stands where `with` was expected"});
    CHECK(found("service w { run celery worker }\n") ==
          std::vector<std::string>{"STK009 1:17 `celery` stands where `redis`, an app's entry "
                                   "point or a command in quotes was expected"});
}

TEST_CASE(
    "a reference to nothing names the nearest that there is, one of the wrong kind what it is") {
    CHECK(found("app shop { root /a; wsgi a:b }\nservice web { run shpo.wsgi with uwsgi; listen 1 "
                "}\n") ==
          std::vector<std::string>{"STK021 2:19 `shpo` names no app; did you mean `shop`?"});
    CHECK(found("app shop { root /a; wsgi a:b }\nservice web { run redis; listen 1; depends_on "
                "[shop] }\n") ==
          std::vector<std::string>{"STK022 2:48 `shop` is an app, but a service was expected"});
    CHECK(
        found("service web { run \"x\"; user www-dta }\n") ==
        std::vector<std::string>{"STK021 1:29 `www-dta` names no user; did you mean `www-data`?"});
}

TEST_CASE("what was wrong in itself is not missing too") {
    CHECK(found("site a.b { listen 80 80; route / to wbe }\nservice 9web { run redis; listen 1 }\n")
              .size() == 3);
    CHECK(found("service web { run; listen 1 }\n").size() == 1);
    CHECK(found("site a.b { listen 80; route / to web }\nservice web { bogus }\n").size() == 2);
}

TEST_CASE("a forgotten brace is found where the next block starts, and that block is read") {
    const Analysis analysis = read_stack(
        "service a {\n  run redis\n  listen 1\nservice b {\n  run redis\n  listen 2\n}\n");
    CHECK(
        findings(analysis) ==
        std::vector<std::string>{"STK025 1:1 the block `service a` is opened here and not closed"});
    CHECK(analysis.graph.processes.size() == 2);
}

TEST_CASE("unclosed strings, lists and raw texts end where they can, and the rest is read") {
    CHECK(found("let a = \"b\nlet c = d\nlet c = e\n") ==
          std::vector<std::string>{"STK027 1:9 a string is opened here and not closed on its line",
                                   "STK031 3:5 `c` is defined a second time"});
    CHECK(found("site a.b {\n  aliases [x.y z.w\n  listen 80\n  route / return 200\n}\n") ==
          std::vector<std::string>{"STK026 2:11 a list is opened here and not closed"});
    CHECK(found("service a {\n  run redis; listen 1\n  raw redis { maxmemory 1g {\n}\nservice b { "
                "bogus 1 }\n")
              .front() == "STK035 3:13 the text of `raw` is opened here and not closed");
}

TEST_CASE("control characters of the input are shown escaped") {
    for (const std::string& line :
         found("host \x1b[31m { }\nlet a = ${\x07}\nsite \"a\\u{202e}b\" { }\n")) {
        CHECK(line.find('\x1b') == std::string::npos);
        CHECK(line.find('\x07') == std::string::npos);
        CHECK(line.find("\u202e") == std::string::npos);
    }
}

TEST_CASE("names in an env block are the user's own") {
    CHECK(found("app a { root /a; env { DEBUG \"1\"; LISTEN x; workers y } }\n") ==
          std::vector<std::string>{});
    CHECK(found("app a { root /a; env { A-B 1; C secret rel/path; D 1; D 2 } }\n").size() == 3);
}

TEST_CASE("raw text may add to what statements say, not say it again") {
    CHECK(found("app a { root /a; wsgi a:b }\nservice w { run a.wsgi with uwsgi; listen 8001; timeout "
                "60s\n  raw uwsgi {\n    # harakiri = 1\n    harakiri = 60\n    harakiri = 20\n    "
                "lazy-apps = true\n  }\n}\n") ==
          std::vector<std::string>{"STK037 6:5 `harakiri` in the `raw` text says what the "
                                   "statement `timeout` says already"});
}

TEST_CASE("a list in a list is one mistake") {
    CHECK(found("user deploy { groups [[adm] [staff]] }\n") ==
          std::vector<std::string>{"STK028 1:23 a list cannot hold a list",
                                   "STK028 1:29 a list cannot hold a list"});
    CHECK(
        found("user deploy {\n  groups [adm\n  shell /bin/sh\n}\nuser other { groups [adm] }\n") ==
        std::vector<std::string>{"STK026 2:10 a list is opened here and not closed"});
}
