#include "tools/session/baseline.h"

#include <catch2/catch.hpp>

namespace stackc {

static Diagnostic finding(FileId file, std::uint32_t at) {
    Diagnostic diagnostic;
    diagnostic.rule = "STC001";
    diagnostic.primary = {{file, at, at + 1}, "wrong"};
    return diagnostic;
}

TEST_CASE("a baseline takes its findings out again after their lines have moved") {
    SourceMap before;
    const FileId a = before.set("/repo/a.conf", "listen 80;\nroot /a;\n");
    const std::vector<Diagnostic> old{finding(a, 0)};
    const std::string text = Baseline::of(old, before, "/repo").to_text();
    CHECK(text.find("\"path\": \"a.conf\"") != std::string::npos);

    auto baseline = Baseline::parse(text);
    REQUIRE(baseline.ok());
    Baseline known = *std::move(baseline);
    SourceMap after;
    const FileId b = after.set("/repo/a.conf", "# new\n\n  listen   80;\nlisten 80;\n");
    std::vector<Diagnostic> found{finding(b, 9), finding(b, 22)};
    CHECK(known.subtract(found, after, "/repo") == 1);
    CHECK(found.size() == 1);
    CHECK(known.left() == 0);
}

TEST_CASE("a baseline that is something else is refused") {
    CHECK(!Baseline::parse("").ok());
    CHECK(!Baseline::parse("[]").ok());
    CHECK(!Baseline::parse("{\"version\": 2, \"findings\": []}").ok());
    CHECK(!Baseline::parse("{\"version\": 1, \"findings\": [{}]}").ok());
    CHECK(!Baseline::parse("{\"version\": \"x\", \"findings\": []}").ok());
}

}  // namespace stackc
