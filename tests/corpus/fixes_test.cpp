// Fixes on people's files: fewer findings, none that says a program will not load or serve, and a
// second time changes nothing.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <iostream>
#include <map>

#include "tools/session/fix_all.h"

using namespace stackc;

static const Path corpus = Path(STACKC_SOURCE_DIR).parent_path() / "shared/corpus";

/// How often each rule of effect `refused` or `fails` is found in each file.
static std::map<std::string, std::size_t> serious(const Analysis& analysis) {
    std::map<std::string, std::size_t> found;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        if (diagnostic.effect == Effect::refused || diagnostic.effect == Effect::fails)
            ++found[fmt::format("{} {}", analysis.sources->path(diagnostic.primary.span.file).string(), diagnostic.rule)];
    }
    return found;
}

TEST_CASE("fixes leave fewer findings in people's files, and nothing that refuses or fails") {
    if (!std::filesystem::is_directory(corpus)) {
        std::cout << "SKIPPED: no corpus\n";
        return;
    }
    const DiskFileSystem disk;
    SessionOptions options;
    options.root = corpus;
    const std::vector<Path> roots{corpus};
    const Analysis before = Session(disk, options).analyse(roots);
    const FixResult once = fix_all(disk, options, roots, Safety::unsafe);
    CHECK(once.fixed > 100);
    CHECK(once.analysis.diagnostics.size() + once.fixed == before.diagnostics.size());
    const auto known = serious(before);
    for (const auto& [what, count] : serious(once.analysis)) {
        INFO(what);
        const auto found = known.find(what);
        CHECK(count <= (found == known.end() ? 0 : found->second));
    }
    OverlayFileSystem mended(disk);
    for (const auto& [path, file] : once.files) mended.set(path, file.after);
    CHECK(fix_all(mended, options, roots, Safety::unsafe).files.empty());
}
