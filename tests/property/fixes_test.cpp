// Every fix of every rule, on the rules' own wrong examples: what it mends is gone, and nothing
// new is found.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/diagnostics/fixes.h"
#include "tests/golden/rule_case.h"
#include "tools/session/fix_all.h"

using namespace stackc;
using namespace stackc::golden;

/// How often each rule is found, but for hints: what is mended is looked at for the first time.
static std::map<std::string, std::size_t> counts(const Analysis& analysis, Severity least) {
    std::map<std::string, std::size_t> result;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        if (diagnostic.severity <= least) ++result[std::string(diagnostic.rule)];
    }
    return result;
}

static Tree bad_example(const RuleEntry& entry) {
    return example_case(entry.rule->bad, split(entry.rule->dialects, ' ').front()).inputs;
}

/// The tree after one fix alone.
static Tree after_fix(Tree tree, const Analysis& analysis, const Diagnostic& diagnostic) {
    const AppliedFixes applied =
        stackc::apply_fixes(*analysis.sources, {&diagnostic, 1}, Safety::unsafe);
    for (const auto& [file, text] : applied.texts)
        tree[analysis.sources->path(file).lexically_relative(case_root).string()] = text;
    return tree;
}

TEST_CASE("a fix takes its finding away and brings no other") {
    for (const RuleEntry& entry : rules::all()) {
        const Tree tree = bad_example(entry);
        const Outcome before = lint(tree, {}, {});
        const auto counted = counts(before.analysis, Severity::info);
        for (const Diagnostic& diagnostic : before.analysis.diagnostics) {
            if (chosen_fix(diagnostic, Safety::unsafe) == nullptr) continue;
            const Outcome after = lint(after_fix(tree, before.analysis, diagnostic), {}, {});
            INFO(entry.id << "'s example: " << diagnostic.rule << " " << diagnostic.primary.text
                          << "\nfix: " << diagnostic.fixes.front().title);
            const std::string mended(diagnostic.rule);
            CHECK(counts(after.analysis, Severity::info)[mended] < counted.at(mended));
            for (const auto& [rule, count] : counts(after.analysis, Severity::warning)) {
                INFO("after the fix: " << rule);
                const auto known = counted.find(rule);
                CHECK(count <= (known == counted.end() ? 0 : known->second));
            }
        }
    }
}

TEST_CASE("all fixes together leave fewer findings, and a second time changes nothing") {
    for (const RuleEntry& entry : rules::all()) {
        const Tree tree = bad_example(entry);
        if (tree.empty()) continue;
        MemoryFileSystem files;
        for (const auto& [path, text] : tree) files.add(case_root / path, text);
        const std::vector<Path> roots{case_root};
        SessionOptions options;
        options.root = case_root;
        const std::size_t before = Session(files, options).analyse(roots).diagnostics.size();
        const FixResult once = fix_all(files, options, roots, Safety::unsafe);
        INFO(entry.id << " " << entry.name);
        CHECK(once.analysis.diagnostics.size() + once.fixed == before);
        for (const auto& [path, file] : once.files) files.add(path, file.after);
        CHECK(fix_all(files, options, roots, Safety::unsafe).files.empty());
    }
}

TEST_CASE("a rule that says it can mend does so on its wrong example") {
    for (const RuleEntry& entry : rules::all()) {
        if (entry.rule->fixability == Fixability::none || entry.rule->bad.empty()) continue;
        const Outcome outcome = lint(bad_example(entry), {}, {std::string(entry.id)});
        INFO(entry.id << " " << entry.name);
        CHECK(std::any_of(outcome.analysis.diagnostics.begin(), outcome.analysis.diagnostics.end(),
                          [](const Diagnostic& each) { return !each.fixes.empty(); }));
    }
}

TEST_CASE("a fix is no less safe than its rule says") {
    for (const RuleEntry& entry : rules::all()) {
        const Outcome outcome = lint(bad_example(entry), {}, {std::string(entry.id)});
        for (const Diagnostic& each : outcome.analysis.diagnostics) {
            for (const Fix& fix : each.fixes) {
                INFO(entry.id << " " << entry.name << ": " << fix.title);
                CHECK(entry.rule->fixability != Fixability::none);
                CHECK((entry.rule->fixability == Fixability::safe || fix.safety == Safety::unsafe));
            }
        }
    }
}

TEST_CASE("no rule's right example has anything else wrong with it") {
    for (const RuleEntry& entry : rules::all()) {
        if (entry.rule->good.empty()) continue;
        const Tree tree =
            example_case(entry.rule->good, split(entry.rule->dialects, ' ').front()).inputs;
        const Outcome outcome = lint(tree, {}, {});
        for (const Diagnostic& diagnostic : outcome.analysis.diagnostics) {
            INFO(entry.id << "'s good example: " << diagnostic.rule << " "
                          << diagnostic.primary.text);
            CHECK(diagnostic.rule.empty());
        }
    }
}
