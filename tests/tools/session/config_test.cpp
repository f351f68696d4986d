#include "tools/session/config.h"

#include <catch2/catch.hpp>

namespace stackc {

static Config read(std::string text) { return read_config("/repo/stackc.toml", std::move(text)); }

TEST_CASE("a config file sets rules, files and the target") {
    const Config config = read(R"(
[lint]
select = ["STC", "unreadable-file"]
ignore = ["STC003"]
fail-on = "error"
[lint.severity]
STC002 = "info"
[lint.per-path-ignores]
"legacy/*" = ["STC"]
[files]
exclude = ["build/*"]
[target]
os = "ubuntu 22.04"
layout = "rhel"
sysroot = "rootfs"
map = { "/etc/nginx" = "deploy/nginx" }
versions = { nginx = "1.22.1" }
)");
    CHECK(!config.has_problems());
    CHECK(config.session.rules.select == std::vector<std::string>{"STC", "unreadable-file"});
    CHECK(config.session.rules.ignore == std::vector<std::string>{"STC003"});
    CHECK(config.fail_on == FailOn::error);
    CHECK(config.session.severities.at("STC002") == Severity::info);
    CHECK(config.session.per_path_ignores.at(0).first == "legacy/*");
    CHECK(config.session.excludes == std::vector<std::string>{"build/*"});
    CHECK(config.session.target.os == "ubuntu 22.04");
    CHECK(config.session.target.versions.at("nginx") == "1.22.1");
    CHECK(config.layout == "rhel");
    CHECK(config.session.sysroot == Path("/repo/rootfs"));
    CHECK(config.session.maps.at(0).second == Path("/repo/deploy/nginx"));
}

TEST_CASE("each mistake in a config file is a finding at its place") {
    const std::string text = "[lint]\nselct = []\nignore = [\"NOPE\"]\n[files]\ndialect = 3\n";
    const Config config = read(text);
    REQUIRE(config.has_problems());
    std::vector<std::string> found;
    for (const ConfigProblem& problem : config.session.config->problems) {
        found.push_back(std::string(problem.rule) + " " + text.substr(problem.begin, problem.end - problem.begin) + ": " + problem.message);
    }
    CHECK(found == std::vector<std::string>{"STC008 selct: [lint] has no setting `selct`; did you mean `select`?",
                                            "STC009 \"NOPE\": no rule is called `NOPE`",
                                            "STC009 3: `dialect` is a table, not a single value"});
}

TEST_CASE("a config file that is no TOML is one finding") {
    const Config config = read("[lint\n");
    REQUIRE(config.session.config->problems.size() == 1);
    CHECK(config.session.config->problems[0].rule == "STC009");
}

TEST_CASE("the nearest config file above is found") {
    MemoryFileSystem files;
    files.add("/repo/stackc.toml", "[lint]\nfail-on = \"info\"\n");
    files.add("/repo/deploy/nginx/a.conf", "");
    CHECK(find_config(files, "/repo/deploy/nginx") == Path("/repo/stackc.toml"));
    CHECK(load_config(files, "/repo/deploy/nginx").fail_on == FailOn::info);
    CHECK(!find_config(files, "/other"));
}

TEST_CASE("a rule that does not exist is answered with the nearest that does") {
    CHECK(describe_unknown_rule("STC001").empty());
    CHECK(describe_unknown_rule("stc").empty());
    CHECK(describe_unknown_rule("unreadable-file").empty());
    CHECK(describe_unknown_rule("all").empty());
    CHECK(describe_unknown_rule("unreadable-fiel") == "no rule is called `unreadable-fiel`; did you mean `unreadable-file`?");
    CHECK(describe_unknown_rule("\x1b") == "no rule is called `\\x1b`");
}

}  // namespace stackc
