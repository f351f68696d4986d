// The cross-file rules over the stacks of the corpus: projects that lie side by side never meet,
// and what is known to be right stays silent.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "tools/session/session.h"

using namespace stackc;

static const Path stacks = Path(STACKC_SOURCE_DIR).parent_path() / "shared/corpus/stacks";

static std::vector<Path> folders() {
    std::vector<Path> found;
    if (!std::filesystem::is_directory(stacks)) {
        std::cout << "SKIPPED: no corpus\n";
        return found;
    }
    for (const auto& entry : std::filesystem::directory_iterator(stacks)) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

static std::set<std::string> cross_findings(const Path& root, bool only_errors = false) {
    const DiskFileSystem files;
    SessionOptions options;
    options.rules.select = {"XST", "SUP007"};
    options.root = root;
    const std::vector<Path> roots{root};
    const Analysis analysis = Session(files, options).analyse(roots);
    std::set<std::string> found;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        if (only_errors && diagnostic.severity != Severity::error) continue;
        const Span span = diagnostic.primary.span;
        found.insert(fmt::format("{}:{} {} {}", analysis.sources->path(span.file).lexically_relative(stacks).string(), span.begin,
                                 diagnostic.rule, to_text(diagnostic.severity)));
    }
    return found;
}

TEST_CASE("stacks that lie side by side say the same together as each alone") {
    std::set<std::string> alone;
    for (const Path& folder : folders()) alone.merge(cross_findings(folder));
    if (!std::filesystem::is_directory(stacks)) return;
    CHECK(cross_findings(stacks) == alone);
}

TEST_CASE("stacks whose ends meet give no cross-file error") {
    for (const char* name : {"QingdaoU__OnlineJudge", "intelowlproject__IntelOwl", "WeblateOrg__docker",
                             "eugene1213__MicroPublishingPlatform", "bbarks15__CITS3200-Project"}) {
        if (!std::filesystem::is_directory(stacks / name)) continue;
        INFO(name);
        CHECK(cross_findings(stacks / name, true) == std::set<std::string>{});
    }
}
