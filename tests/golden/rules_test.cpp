// Every rule against its own examples and its golden cases. Cases are found, not listed:
// tests/golden/rules/<family>/<famNNN>_<name>/<case>/. STACKC_UPDATE=1 rewrites fixed/ and
// expected.txt; the git diff is the review.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <regex>
#include <sstream>

#include "compiler/base/text.h"
#include "compiler/diagnostics/render.h"
#include "tests/golden/rule_case.h"
#include "tools/session/report.h"

using namespace stackc;
using namespace stackc::golden;

static const Path source_root = STACKC_SOURCE_DIR;
static const Path rules_root = source_root / "tests/golden/rules";

static std::string stem_of(const RuleEntry& entry) {
    std::string stem = to_lower(entry.id) + "_" + std::string(entry.name);
    std::replace(stem.begin(), stem.end(), '-', '_');
    return stem;
}

static Path golden_folder(const RuleEntry& entry) { return rules_root / entry.family / stem_of(entry); }

static std::vector<Path> folders_in(const Path& folder) {
    std::vector<Path> found;
    if (!std::filesystem::is_directory(folder)) return found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.is_directory()) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

static std::string to_text(const Findings& findings) {
    std::string text;
    for (const std::string& line : findings) text += line + "\n";
    return text;
}

/// What an analysis said, with messages, to show beside a failure.
static std::string details(const Analysis& analysis) {
    std::string text;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        const Span span = diagnostic.primary.span;
        const Position at = analysis.sources->lines(span.file).position(span.begin, Encoding::code_points);
        text += fmt::format("{}:{}:{}: {} {}\n", analysis.sources->path(span.file).string(), at.line + 1, at.column + 1,
                            diagnostic.rule, diagnostic.primary.text);
    }
    return text;
}

static std::string file_text(const Path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

static void write_file(const Path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

static bool is_update() {
    const char* value = std::getenv("STACKC_UPDATE");
    return value != nullptr && std::string_view(value) == "1";
}

/// What programs would refuse, whoever says it: a fix must not add to it.
static Findings refusals(const Tree& tree, const CaseOptions& options) {
    Outcome outcome = lint(tree, options, {});
    std::erase_if(outcome.analysis.diagnostics, [](const Diagnostic& d) { return d.effect != Effect::refused; });
    return found(outcome.analysis);
}

static void check_that_fixes_mend(const Case& given, const RuleEntry& entry) {
    const std::vector<std::string> select{std::string(entry.id)};
    const Outcome before = lint(given.inputs, given.options, select);
    const bool has_fix = std::any_of(before.analysis.diagnostics.begin(), before.analysis.diagnostics.end(),
                                     [](const Diagnostic& d) { return !d.fixes.empty(); });
    if (!has_fix) return;
    const Tree after = apply_fixes(given.inputs, given.options, select);
    const Outcome outcome = lint(after, given.options, select);
    for (const Diagnostic& diagnostic : outcome.analysis.diagnostics) {
        INFO("still found after its fix: " << diagnostic.primary.text);
        CHECK(diagnostic.fixes.empty());
    }
    CHECK(refusals(after, given.options).size() <= refusals(given.inputs, given.options).size());
}

/// `fixed/` holds the files that the fixes change, as they are afterwards.
static void check_fixed_tree(const Case& given, const Path& folder, const RuleEntry& entry) {
    const Path fixed = folder / "fixed";
    if (!std::filesystem::is_directory(fixed)) return;
    const Tree after = apply_fixes(given.inputs, given.options, {std::string(entry.id)});
    if (is_update()) {
        std::filesystem::remove_all(fixed);
        for (const auto& [path, text] : after) {
            if (given.inputs.contains(path) && given.inputs.at(path) == text) continue;
            write_file(fixed / path, text);
        }
    }
    Tree wanted = given.inputs;
    for (auto& [path, text] : read_tree(fixed)) wanted[path] = text;
    for (const auto& [path, text] : wanted) {
        INFO(path);
        CHECK(after.at(path) == text);
    }
}

/// `expected.txt` holds what a person is shown.
static void check_rendering(const Analysis& analysis, const Path& folder) {
    const Path file = folder / "expected.txt";
    if (!std::filesystem::exists(file)) return;
    const std::string shown = render_text(make_report(analysis, case_root));
    if (is_update()) write_file(file, shown);
    CHECK(shown == file_text(file));
}

/// Whether stackc reads all that the rule is about.
static bool is_readable(const RuleEntry& entry) {
    const std::vector<std::string_view> dialects = split(entry.rule->dialects, ' ');
    return std::all_of(dialects.begin(), dialects.end(), [](std::string_view dialect) { return find_frontend(dialect) != nullptr; });
}

TEST_CASE("a rule's bad example shows it exactly once, its good example not at all") {
    for (const RuleEntry& entry : rules::all()) {
        const Rule& rule = *entry.rule;
        if (rule.bad.empty() || !is_readable(entry)) continue;
        const std::string_view dialect = split(rule.dialects, ' ').front();
        const Case bad = example_case(rule.bad, dialect);
        const Case good = example_case(rule.good, dialect);
        const std::vector<std::string> select{std::string(entry.id)};
        const Outcome of_bad = lint(bad.inputs, {}, select);
        const Outcome of_good = lint(good.inputs, {}, select);
        INFO(entry.id << " " << entry.name);
        {
            INFO("bad example:\n" << details(of_bad.analysis));
            CHECK(of_bad.analysis.diagnostics.size() == 1);
            CHECK(of_bad.analysis.files.size() == bad.inputs.size());
        }
        INFO("good example:\n" << details(of_good.analysis));
        CHECK(of_good.analysis.diagnostics.empty());
        CHECK(of_good.analysis.files.size() == good.inputs.size());
        CHECK_FALSE(rule.good.empty());
        check_that_fixes_mend(bad, entry);
    }
}

TEST_CASE("golden cases show their rule on the marked lines and nowhere else") {
    for (const RuleEntry& entry : rules::all()) {
        if (!is_readable(entry)) continue;
        for (const Path& folder : folders_in(golden_folder(entry))) {
            const Case given = read_case(folder);
            const Outcome outcome = lint(given.inputs, given.options, {std::string(entry.id)});
            const Findings wanted = expected(given.inputs);
            INFO(folder.lexically_relative(source_root).string() << "\n" << details(outcome.analysis));
            CHECK(to_text(found(outcome.analysis)) == to_text(wanted));
            CHECK(given.name.starts_with("clean") == wanted.empty());
            check_that_fixes_mend(given, entry);
            check_fixed_tree(given, folder, entry);
            check_rendering(outcome.analysis, folder);
        }
    }
}

TEST_CASE("every folder of golden cases belongs to a rule and holds cases") {
    for (const Path& family : folders_in(rules_root)) {
        for (const Path& folder : folders_in(family)) {
            const auto& entries = rules::all();
            INFO(folder.string());
            CHECK(std::any_of(entries.begin(), entries.end(), [&](const RuleEntry& entry) { return golden_folder(entry) == folder; }));
            CHECK_FALSE(folders_in(folder).empty());
        }
    }
}

/// Rules about the world around files, which no text can show: tests/tools/session has them.
static bool is_of_the_session(const RuleEntry& entry) { return entry.family == "stc" || entry.id == "XST059" || entry.id == "XST117" || entry.id == "XST119"; }

TEST_CASE("every rule is shown by an example or a golden case") {
    for (const RuleEntry& entry : rules::all()) {
        INFO(entry.id << " " << entry.name << " has neither a bad example nor a case in tests/golden/rules");
        CHECK((is_of_the_session(entry) || !entry.rule->bad.empty() || !folders_in(golden_folder(entry)).empty()));
    }
}

TEST_CASE("every rule says what, why, and for which dialects") {
    for (const RuleEntry& entry : rules::all()) {
        INFO(entry.id << " " << entry.name);
        CHECK_FALSE(entry.rule->summary.empty());
        CHECK_FALSE(entry.rule->why.empty());
        CHECK_FALSE(entry.rule->dialects.empty());
        CHECK((entry.rule->check == nullptr || entry.rule->check_document == nullptr));
    }
}

TEST_CASE("every rule that is reported by its id has a file") {
    const std::regex id(R"re(\.at\(\s*"([A-Z]{3}[0-9]{3})")re");
    for (const char* folder : {"compiler", "validators", "tools", "emitters"}) {
        for (const auto& file : std::filesystem::recursive_directory_iterator(source_root / folder)) {
            if (file.path().extension() != ".cpp") continue;
            const std::string text = file_text(file.path());
            for (auto match = std::sregex_iterator(text.begin(), text.end(), id); match != std::sregex_iterator(); ++match) {
                INFO(file.path().string() << " reports " << (*match)[1]);
                CHECK(find_rule((*match)[1].str()) != nullptr);
            }
        }
    }
}
