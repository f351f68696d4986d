// What must hold for every description, however broken: found on the golden cases and on
// texts that are cut and mixed at random.
#include <catch2/catch.hpp>
#include <fstream>
#include <random>
#include <sstream>

#include "compiler/frontends/stack/editor.h"
#include "compiler/frontends/stack/parser.h"
#include "tests/compiler/frontends/stack/stack_support.h"
#include "validators/engine/rule.h"

using namespace stackc;
using namespace stackc::testing;

/// The golden cases of the language and the examples of its rules.
static std::vector<std::string> descriptions() {
    std::vector<std::string> texts{shop};
    const Path root = Path(STACKC_SOURCE_DIR) / "tests/golden/rules/stk";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (entry.path().extension() != ".stack") continue;
        std::ostringstream text;
        text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        texts.push_back(text.str());
    }
    for (const RuleEntry& entry : rules::all()) {
        const std::string_view good = entry.rule->good;
        if (entry.family == "stk" && !good.starts_with("#>"))
            texts.emplace_back(good), texts.emplace_back(entry.rule->bad);
    }
    return texts;
}

static Document parsed(SourceMap& sources, const std::string& text) {
    std::vector<Diagnostic> found;
    Reporter report(found);
    return stack::parse(sources.file(sources.set("/a.stack", text)), report);
}

static std::string formatted(const std::string& text) {
    SourceMap sources;
    return stack::format(parsed(sources, text));
}

static std::multiset<std::string> messages(const Analysis& analysis) {
    std::multiset<std::string> all;
    for (const Diagnostic& diagnostic : analysis.diagnostics)
        all.insert(std::string(diagnostic.rule) + " " + diagnostic.primary.text);
    return all;
}

TEST_CASE("formatting twice changes nothing, and formatting once changes no finding") {
    for (const std::string& text : descriptions()) {
        const std::string once = formatted(text);
        INFO(text << "\nformatted:\n" << once);
        CHECK(formatted(once) == once);
        CHECK(messages(read_stack(once)) == messages(read_stack(text)));
    }
}

TEST_CASE("a description that was cut and mixed at random is read without harm and printed back") {
    std::mt19937 random(11);
    const std::vector<std::string> texts = descriptions();
    static constexpr std::string_view signs[] = {"{",           "}",   "[", "]", "\"",
                                                 "\\",          "${",  "#", ";", "\n",
                                                 "raw nginx {", "\0x", "'", ",", "\xff"};
    const auto pick = [&](std::size_t size) { return size == 0 ? 0 : random() % size; };
    for (int round = 0; round < 3000; ++round) {
        std::string text = texts[pick(texts.size())];
        for (int i = 0; i < 4; ++i) {
            const std::size_t at = pick(text.size());
            if (random() % 2 == 0)
                text.insert(at, signs[pick(std::size(signs))]);
            else
                text.erase(at, pick(20));
        }
        INFO(text);
        SourceMap sources;
        const Document document = parsed(sources, text);
        CHECK(print(document) == text);
        const Analysis analysis = read_stack(text);
        for (const Diagnostic& diagnostic : analysis.diagnostics) {
            CHECK(diagnostic.primary.span.begin <= diagnostic.primary.span.end);
            CHECK(diagnostic.primary.span.end <= text.size());
        }
        const auto offset = static_cast<std::uint32_t>(pick(text.size()));
        stack::hover(document, offset);
        stack::complete(document, offset, analysis.graph);
        stack::format(document);
    }
}
