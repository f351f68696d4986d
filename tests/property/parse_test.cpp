// What must hold for every front end and every input, however broken.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>

#include "compiler/frontends/frontend.h"

using namespace stackc;

static SourceFile source(std::string text, const Path& path = "/repo/example") {
    static SourceMap map;
    const FileId id = map.set(path, std::move(text));
    return map.file(id);
}

static std::string repeat(std::string_view text, std::size_t count) {
    std::string result;
    result.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) result += text;
    return result;
}

/// Inputs that break parsers.
static std::vector<std::pair<std::string, std::string>> nasty_inputs() {
    using namespace std::string_literals;
    std::mt19937 random(7);
    std::string noise;
    for (int i = 0; i < 50'000; ++i) noise += static_cast<char>(random());
    return {
        {"nothing", ""},
        {"one byte", "x"},
        {"only a byte order mark", "\xef\xbb\xbf"},
        {"a NUL byte", "server {\0 listen 80; }\n[a]\nb=\0\n"s},
        {"noise", noise},
        {"100,000 open braces", repeat("a {\n", 100'000)},
        {"100,000 closing braces", repeat("}", 100'000)},
        {"100,000 balanced braces", repeat("a{", 100'000) + repeat("}", 100'000)},
        {"100,000 open brackets", repeat("a [", 100'000)},
        {"a line of 10 MB", "a = " + repeat("x", 10'000'000)},
        {"10 MB of quotes", repeat("\"'", 1'000'000)},
        {"an unclosed quote", "a \"b\nc d;\n[x]\ny = z\n"},
        {"an unclosed variable", "a ${b\nc;\n"},
        {"carriage returns", "[a]\r\nb = c\r\nserver {\r\n}\r\n"},
        {"lone carriage returns", "[a]\rb = c\rserver {\r}\r"},
        {"latin 1", "a \xe9\xe8;\n[\xff]\nb = \xc3\n"},
        {"text in many languages", "# 한국어 комментарий 注释\na 한글;\n[한]\nключ = 值\n"},
        {"a backslash at the end", "a \\"},
        {"a template", "{% if x %}\nserver { listen {{ port }}; }\n{% endif %}\n[{{ a }}]\nb = <%= c %>\n"},
    };
}

/// Parses, and checks what a reader of documents relies on.
static void check_document(const Frontend& frontend, const SourceFile& file) {
    std::vector<Diagnostic> found;
    Reporter report(found);
    const Document document = frontend.parse(file, report);
    CHECK(print(document) == file.text());
    for (const Node& node : document.nodes()) {
        const bool is_inside = node.span.begin <= node.span.end && node.span.end <= file.text().size();
        const Node& parent = document.node(node.parent);
        const bool is_nested = parent.span.begin <= node.span.begin && node.span.end <= parent.span.end;
        if (!is_inside || !is_nested) {
            INFO("a span leaves its parent at byte " << node.span.begin << " to " << node.span.end);
            CHECK(is_inside);
            CHECK(is_nested);
            return;
        }
    }
    for (const Diagnostic& diagnostic : found) {
        CHECK(diagnostic.primary.span.end <= file.text().size());
        CHECK(diagnostic.primary.span.begin <= diagnostic.primary.span.end);
    }
}

TEST_CASE("every front end takes every input, prints it back byte for byte, and nests its spans") {
    for (const Frontend* frontend : frontends::all()) {
        if (frontend->parse == nullptr) continue;
        for (const auto& [name, text] : nasty_inputs()) {
            INFO(frontend->name << ": " << name);
            check_document(*frontend, source(text));
        }
    }
}

TEST_CASE("every front end reads every file of the corpus and prints it back", "[corpus]") {
    const Path corpus = Path(STACKC_SOURCE_DIR) / "../shared/corpus";
    if (!std::filesystem::exists(corpus)) {
        std::cout << "SKIPPED: no corpus beside the project\n";
        return;
    }
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        std::ostringstream text;
        text << stream.rdbuf();
        ++files;
        for (const Frontend* frontend : frontends::all()) {
            if (frontend->parse == nullptr) continue;
            INFO(frontend->name << ": " << entry.path().string());
            check_document(*frontend, source(text.str(), entry.path()));
        }
    }
    std::cout << "read and printed back: " << files << " files of the corpus by each front end\n";
    CHECK(files > 100);
}
