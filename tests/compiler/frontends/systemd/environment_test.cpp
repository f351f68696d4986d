// What a unit's program is started with: files of variables, more groups, another root folder.
#include <catch2/catch.hpp>

#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using namespace stackc::tests;

namespace {

const std::string unit = "[Service]\nUser=deploy\nWorkingDirectory=/srv/shop\nEnvironment=A=1 PORT=8000\n";
const std::string start = "ExecStart=/srv/venv/bin/gunicorn -b 127.0.0.1:${PORT} shop.wsgi\n";

std::string variable(const Program& program, const std::string& name) {
    for (const EnvVariable& one : program.environment) {
        if (one.name == name) return one.value.value_or("?");
    }
    return "(none)";
}

}  // namespace

TEST_CASE("a unit's file of variables is read where it is here") {
    SECTION("and overrules what the unit sets") {
        const Analysis analysis = analyse({{"shop.service", unit + "EnvironmentFile=/srv/shop/.env\n" + start}, {"shop/.env", "PORT=9000\nB=\"two words\"\n"}});
        const Program& program = analysis.graph.programs.at(0);
        CHECK(variable(program, "A") == "1");
        CHECK(variable(program, "B") == "two words");
        CHECK(program.is_environment_known);
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"127.0.0.1:9000"});
    }
    SECTION("else it may say anything") {
        const Analysis analysis = analyse({{"shop.service", unit + "EnvironmentFile=-/srv/shop/.env\n" + start}});
        CHECK_FALSE(analysis.graph.programs.at(0).is_environment_known);
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"?"});
    }
    SECTION("and without one all is known") {
        const Analysis analysis = analyse({{"shop.service", unit + start}});
        CHECK(analysis.graph.programs.at(0).is_environment_known);
        CHECK(endpoints(analysis.graph) == std::vector<std::string>{"127.0.0.1:8000"});
    }
}

TEST_CASE("a service's groups and its root folder") {
    const Analysis analysis = analyse({{"shop.service", "[Service]\nUser=deploy\nSupplementaryGroups=www-data media\nPrivateTmp=yes\nRootDirectory=/srv/root\n"
                                                        "ExecStart=/venv/bin/gunicorn -b unix:/run/a.sock shop.wsgi\n"}});
    const Program& program = analysis.graph.programs.at(0);
    REQUIRE(program.extra_groups.size() == 2);
    CHECK(program.extra_groups[1].value_or("") == "media");
    CHECK(program.has_private_tmp.value_or(false));
    CHECK(endpoints(analysis.graph) == std::vector<std::string>{"/srv/root/run/a.sock"});
}
