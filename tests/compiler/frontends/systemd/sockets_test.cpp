#include <catch2/catch.hpp>

#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using Texts = std::vector<std::string>;

static const std::string gunicorn =
    "[Service]\nUser=deploy\nExecStart=/venv/bin/gunicorn shop.wsgi\n";

TEST_CASE("gunicorn listens at the sockets that systemd hands to it") {
    const Analysis analysis = tests::analyse(
        {{"gunicorn.service", gunicorn},
         {"gunicorn.socket",
          "[Socket]\nListenStream=%t/%p.sock\nSocketUser=www-data\nSocketMode=0600\n"}});
    REQUIRE(tests::endpoints(analysis.graph) == Texts{"/run/gunicorn.sock"});
    const Listener& listener = analysis.graph.listeners[0];
    CHECK(*listener.owner == "www-data");
    CHECK(listener.mode->bits == 0600);
    CHECK(tests::text_at(analysis, listener.span) == "%t/%p.sock");
    CHECK(analysis.graph.programs[0].is_fully_read);
}

TEST_CASE("a descriptor is the socket at its place") {
    const Analysis analysis = tests::analyse(
        {{"ws.service", "[Service]\nSockets=a.socket\nExecStart=/venv/bin/daphne --fd 4 shop.asgi:app\n"},
         {"a.socket", "[Socket]\nListenStream=127.0.0.1:9000\nListenStream=/run/ws.sock\n"}});
    CHECK(tests::endpoints(analysis.graph) == Texts{"/run/ws.sock"});
}

TEST_CASE("without the socket unit, or with a process a connection, nothing is known") {
    const Analysis alone = tests::analyse({{"a.service", "[Unit]\nRequires=a.socket\n" + gunicorn}});
    CHECK_FALSE(alone.graph.programs[0].is_fully_read);
    const Analysis forking = tests::analyse(
        {{"a.service", gunicorn}, {"a.socket", "[Socket]\nListenStream=/run/a.sock\nAccept=yes\n"}});
    CHECK_FALSE(forking.graph.programs[0].is_fully_read);
}

TEST_CASE("a drop-in changes its unit, and an empty assignment takes back what was said") {
    const Analysis analysis = tests::analyse(
        {{"shop.service", gunicorn + "Environment=A=1\n"},
         {"shop.service.d/override.conf",
          "[Service]\nExecStart=\nExecStart=/venv/bin/gunicorn -b unix:%t/%N.sock shop.wsgi\n"
          "User=www-data\nEnvironment=A=2\n"}});
    REQUIRE(analysis.graph.programs.size() == 1);
    CHECK(*analysis.graph.programs[0].user == "www-data");
    CHECK(tests::endpoints(analysis.graph) == Texts{"/run/shop.sock"});
    CHECK(*analysis.graph.programs[0].environment.back().value == "2");
}

TEST_CASE("a template's instance is not known, an instance's own name is") {
    const std::string text = "[Service]\nExecStart=/bin/gunicorn -b unix:/run/%i.sock shop.wsgi\n";
    CHECK(tests::endpoints(tests::analyse({{"web@.service", text}}).graph) == Texts{"?"});
    CHECK(tests::endpoints(tests::analyse({{"web@shop.service", text}}).graph) == Texts{"/run/shop.sock"});
}

TEST_CASE("tmpfiles.d makes folders at boot") {
    const Analysis analysis = tests::analyse(
        {{"etc/tmpfiles.d/shop.conf",
          "# for the socket\nd /run/shop 0750 deploy www-data -\nf /run/shop/x\nd! /run/b\n"}});
    REQUIRE(analysis.graph.paths_made.size() == 2);
    CHECK(analysis.graph.paths_made[0].path == "/run/shop");
    CHECK(analysis.graph.paths_made[0].mode->bits == 0750);
    CHECK(*analysis.graph.paths_made[0].group == "www-data");
    CHECK(*analysis.graph.paths_made[1].owner == "root");
}
