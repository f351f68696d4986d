// docs/rules is made from the rules. STACKC_UPDATE=1 rewrites it.
#include "tools/session/rule_story.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <set>

#include "tests/support/program.h"

using namespace stackc;

static const Path pages = Path(STACKC_SOURCE_DIR) / "docs/rules";

static bool is_update() {
    const char* value = std::getenv("STACKC_UPDATE");
    return value != nullptr && std::string_view(value) == "1";
}

static void expect_page(const std::string& name, const std::string& text) {
    if (is_update()) std::ofstream(pages / name, std::ios::binary) << text;
    INFO("docs/rules/"
         << name
         << " differs from its rule; run `stackc rules --format markdown --output docs/rules`");
    CHECK(test::read_file(pages / name) == text);
}

TEST_CASE("docs/rules holds a page for each rule and an index, as the rules themselves tell") {
    std::vector<const RuleEntry*> entries;
    std::set<std::string> names{"README.md"};
    for (const RuleEntry& entry : rules::all()) {
        entries.push_back(&entry);
        names.insert(std::string(entry.id) + ".md");
        expect_page(std::string(entry.id) + ".md", rule_page(entry));
    }
    expect_page("README.md", rule_index(entries));
    for (const auto& file : std::filesystem::directory_iterator(pages)) {
        const std::string name = file.path().filename().string();
        if (is_update() && !names.contains(name)) std::filesystem::remove(file.path());
        INFO("docs/rules/" << name << " is the page of no rule");
        CHECK((is_update() || names.contains(name)));
    }
}

TEST_CASE("a rule's story has what, why, an example, the way to mend it and its sources") {
    const RuleStory story = tell(*find_rule("XST006"));
    std::vector<std::string> titles;
    for (const StorySection& section : story.sections) titles.push_back(section.title);
    CHECK(titles == std::vector<std::string>{"Why it matters", "What you see at run time", "Wrong",
                                             "What stackc says", "Right", "How to fix it",
                                             "Where it does not apply", "Sources"});
}
