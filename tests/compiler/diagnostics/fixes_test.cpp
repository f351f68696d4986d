#include "compiler/diagnostics/fixes.h"

#include <catch2/catch.hpp>

namespace stackc {

namespace {
struct Made {
    SourceMap sources;
    FileId file = sources.set("/a", "0123456789");
    std::vector<Diagnostic> diagnostics;

    void add(Safety safety, std::vector<std::tuple<std::uint32_t, std::uint32_t, std::string>> edits) {
        Diagnostic diagnostic;
        Fix fix{"mend it", safety, {}};
        for (auto& [begin, end, text] : edits) fix.edits.push_back({{file, begin, end}, text});
        diagnostic.fixes.push_back(std::move(fix));
        diagnostics.push_back(std::move(diagnostic));
    }
    std::string apply(Safety least, std::size_t applied) {
        AppliedFixes result = apply_fixes(sources, diagnostics, least);
        CHECK(result.applied.size() == applied);
        return result.texts.empty() ? std::string(sources.text(file)) : result.texts[file];
    }
};
}  // namespace

TEST_CASE("fixes that lie apart are applied together, in the order of their places") {
    Made made;
    made.add(Safety::safe, {{8, 9, "H"}});
    made.add(Safety::safe, {{0, 1, ""}, {3, 3, "+"}});
    CHECK(made.apply(Safety::safe, 2) == "12+34567H9");
}

TEST_CASE("a fix that touches an earlier one waits for the next round") {
    Made made;
    made.add(Safety::safe, {{2, 5, "x"}});
    made.add(Safety::safe, {{4, 6, "y"}, {9, 10, "z"}});
    CHECK(made.apply(Safety::safe, 1) == "01x56789");
}

TEST_CASE("two insertions at one place are not both made at once, unless they are the same") {
    Made made;
    made.add(Safety::safe, {{2, 2, "a"}});
    made.add(Safety::safe, {{2, 2, "b"}});
    made.add(Safety::safe, {{2, 2, "a"}});
    CHECK(made.apply(Safety::safe, 2) == "01a23456789");
}

TEST_CASE("an unsafe fix is applied only when asked for") {
    Made made;
    made.add(Safety::unsafe, {{0, 1, "x"}});
    CHECK(made.apply(Safety::safe, 0) == "0123456789");
    CHECK(made.apply(Safety::unsafe, 1) == "x123456789");
}

TEST_CASE("a fix whose edits leave the file or overlap each other is not applied") {
    Made made;
    made.add(Safety::safe, {{8, 20, "x"}});
    made.add(Safety::safe, {{2, 5, "x"}, {3, 4, "y"}});
    CHECK(made.apply(Safety::safe, 0) == "0123456789");
}

}  // namespace stackc
