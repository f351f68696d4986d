// The examples are goldens: what `stackc generate` writes for each stands beside it in
// generated/, has no finding of ours, and its broken twin has exactly those that are marked.
// STACKC_UPDATE=1 rewrites generated/.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "tests/golden/rule_case.h"
#include "tools/session/generate.h"
#include "tools/session/write_tree.h"

using namespace stackc;

namespace {

std::vector<Path> examples() {
    std::vector<Path> folders;
    for (const auto& entry : std::filesystem::directory_iterator(Path(STACKC_SOURCE_DIR) / "examples")) {
        if (entry.is_directory()) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

Path description_of(const Path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".stack") return entry.path();
    }
    return {};
}

Generated generate_example(const Path& folder) {
    const DiskFileSystem disk;
    GenerateOptions options;
    options.description = description_of(folder);
    options.folder = folder / "generated";
    return generate(disk, options);
}

std::string complaints(const Generated& generated) {
    std::string text = generated.refusal;
    for (const Diagnostic& diagnostic : generated.analysis.diagnostics) text += diagnostic.primary.text + "\n";
    for (const Label& problem : generated.problems) text += problem.text + "\n";
    for (const std::string& fault : generated.faults) text += fault + "\n";
    return text;
}

}  // namespace

TEST_CASE("every example generates the tree that stands beside it, byte for byte") {
    for (const Path& folder : examples()) {
        INFO(folder.filename());
        const Generated generated = generate_example(folder);
        INFO(complaints(generated));
        REQUIRE(generated.is_done());
        CHECK(generated.analysis.diagnostics.empty());
        const auto plan = plan_tree(folder / "generated", generated.files, generated.manifest);
        REQUIRE(plan);
        if (std::getenv("STACKC_UPDATE") != nullptr) CHECK_FALSE(write_tree(folder / "generated", *plan));
        for (const TreeChange& change : plan->changes) {
            INFO(change.file.path);
            CHECK(change.kind == ChangeKind::same);
        }
    }
}

TEST_CASE("what is generated from an example has no finding") {
    const DiskFileSystem disk;
    for (const Path& folder : examples()) {
        Session session(disk, {});
        const std::vector<Path> roots{folder / "generated"};
        const Analysis analysis = session.analyse(roots);
        INFO(folder.filename());
        CHECK(golden::found(analysis) == golden::Findings{});
        CHECK(analysis.files.size() >= 3);
    }
}

TEST_CASE("the broken twin of an example has exactly the findings that are marked") {
    for (const Path& folder : examples()) {
        if (!std::filesystem::exists(folder / "broken")) continue;
        const golden::Case twin = golden::read_case(folder / "broken");
        INFO(folder.filename());
        const golden::Findings expected = golden::expected(twin.inputs);
        const golden::Outcome outcome = golden::lint(twin.inputs, twin.options, {});
        CHECK(golden::found(outcome.analysis) == expected);
        CHECK(expected.size() >= 5);
        for (const Diagnostic& diagnostic : outcome.analysis.diagnostics) {
            // What takes two ends to see names both.
            if (diagnostic.rule.starts_with("XST")) CHECK_FALSE(diagnostic.related.empty());
        }
    }
}
