#include "tools/session/raw_texts.h"

#include <catch2/catch.hpp>

#include "tests/compiler/frontends/stack/stack_support.h"

using namespace stackc;
using namespace stackc::testing;

static const std::string head =
    "app shop { root /srv/shop; wsgi config.wsgi:application }\n"
    "service web { run shop.wsgi with uwsgi; listen unix /run/shop/web.sock\n";

TEST_CASE("a text for nginx is checked by nginx's front end, in the block that it will stand in") {
    const auto found = findings(
        read_stack("site example.com {\n  listen 80\n  route / return 200 ok\n  raw nginx {\n    gzip on;\n    client_max_bodysize 1m;\n    worker_processes 4;\n    location /x { retrun 404; }\n  }\n}\n"));
    REQUIRE(found.size() == 3);
    CHECK(found[0].starts_with("NGX003 6:5 "));
    CHECK(found[1].starts_with("NGX004 7:5 "));
    CHECK(found[2].starts_with("NGX003 8:19 "));
}

TEST_CASE("a text for uWSGI or supervisor is checked without its indentation") {
    const auto found = findings(read_stack(head + "  raw uwsgi {\n    lazy-apps = true\n    lazy-app = true\n  }\n  raw supervisor {\n    startsecs = 5\n    startretries = many\n  }\n}\n"));
    REQUIRE(found.size() == 2);
    CHECK(found[0].starts_with("UWS005 5:5 "));
    CHECK(found[1].starts_with("SUP019 9:"));
}

TEST_CASE("what a text may take from its surroundings is not judged") {
    CHECK(findings(read_stack("site example.com {\n  listen 80\n  raw nginx { set $a b; limit_req zone=outside; }\n"
                              "  route / return 200 ok { raw nginx { add_header X-A $a; proxy_pass http://upstream_of_others; include snippets/x.conf; } }\n}\n")) ==
          std::vector<std::string>{});
    CHECK(findings(read_stack(head + "  raw uwsgi { lazy-apps = true }\n}\n")) == std::vector<std::string>{});
}
