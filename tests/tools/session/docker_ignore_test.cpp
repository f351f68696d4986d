#include <catch2/catch.hpp>

#include "tools/session/docker_ignore.h"

using namespace stackc;

static std::string pattern_for(std::string_view text, const std::string& path) {
    return DockerIgnore::parse(text).excludes(path).value_or("");
}

TEST_CASE("patterns of .dockerignore start at the root of the context") {
    CHECK(pattern_for("*.md", "README.md") == "*.md");
    CHECK(pattern_for("*.md", "docs/README.md").empty());
    CHECK(pattern_for("static", "web/static").empty());
    CHECK(pattern_for("/static/", "static/css/a.css") == "static");
    CHECK(pattern_for("**/*.md", "README.md") == "**/*.md");
    CHECK(pattern_for("**/*.md", "a/b/README.md") == "**/*.md");
    CHECK(pattern_for("docs/**", "docs/a/b") == "docs/**");
    CHECK(pattern_for("a?.py", "ab.py") == "a?.py");
    CHECK(pattern_for("[ab].py", "c.py").empty());
}

TEST_CASE("the last pattern of .dockerignore that fits counts") {
    CHECK(pattern_for("*\n!src", "src/app.py").empty());
    CHECK(pattern_for("*\n!src\nsrc/*.py", "src/app.py") == "src/*.py");
    CHECK(pattern_for("# *\n\n", "app.py").empty());
}

TEST_CASE("a folder of which something is taken back in is not left out") {
    CHECK(pattern_for("docs\n!docs/index.md", "docs").empty());
    CHECK(pattern_for("*\n!**/keep", "docs").empty());
}
