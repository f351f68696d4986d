// The program from end to end. Cases are found, not listed: tests/golden/cli/<command>/<case>/
// holds input files, `cmd` (a shell line in which `stackc` is the built program) and
// expected.stdout, expected.stderr, expected.code; `after/` holds the files that the command
// changes or makes, as they are afterwards. STACKC_UPDATE=1 rewrites what is expected.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "tests/support/program.h"

namespace fs = std::filesystem;
using stackc::test::ProgramResult;
using stackc::test::read_file;
using stackc::test::TemporaryFolder;

static bool is_update() {
    const char* value = std::getenv("STACKC_UPDATE");
    return value != nullptr && std::string_view(value) == "1";
}

static std::vector<fs::path> cases() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(STACKC_SOURCE_DIR) / "tests/golden/cli")) {
        if (entry.path().filename() == "cmd") found.push_back(entry.path().parent_path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

static std::map<std::string, std::string> files_below(const fs::path& folder) {
    std::map<std::string, std::string> files;
    if (!fs::is_directory(folder)) return files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) files[entry.path().lexically_relative(folder).string()] = read_file(entry.path());
    }
    return files;
}

static bool is_expectation(const std::string& name) {
    return name == "cmd" || name.starts_with("expected.") || name.starts_with("after/");
}

static void expect(const fs::path& file, const std::string& text) {
    INFO(file.filename().string());
    if (is_update()) {
        fs::create_directories(file.parent_path());
        if (FILE* stream = std::fopen(file.c_str(), "wb")) {
            std::fwrite(text.data(), 1, text.size(), stream);
            std::fclose(stream);
        }
    }
    CHECK(fs::exists(file));
    CHECK(text == read_file(file));
}

/// The folder's name is another at each run.
static std::string without_folder(std::string text, const fs::path& folder) {
    const std::string name = folder.string();
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at)) text.replace(at, name.size(), "{folder}");
    return text;
}

static void check_tree(const fs::path& given, const std::map<std::string, std::string>& inputs, const TemporaryFolder& folder) {
    std::map<std::string, std::string> changed;
    for (const auto& [name, text] : files_below(folder.path())) {
        const auto before = inputs.find(name);
        if (before == inputs.end() || before->second != text) changed[name] = text;
    }
    if (is_update()) fs::remove_all(given / "after");
    for (const auto& [name, text] : changed) expect(given / "after" / name, text);
    for (const auto& [name, text] : files_below(given / "after")) {
        INFO(name << " was not changed");
        CHECK(changed.contains(name));
    }
}

TEST_CASE("each command prints, writes and returns what its golden cases say") {
    for (const fs::path& given : cases()) {
        INFO(given.lexically_relative(STACKC_SOURCE_DIR).string());
        const TemporaryFolder folder;
        std::map<std::string, std::string> inputs;
        for (const auto& [name, text] : files_below(given)) {
            if (is_expectation(name)) continue;
            inputs[name] = text;
            folder.write(name, text);
        }
        const ProgramResult result = stackc::test::run_script(read_file(given / "cmd"), folder.path());
        expect(given / "expected.stdout", without_folder(result.out, folder.path()));
        expect(given / "expected.stderr", without_folder(result.err, folder.path()));
        expect(given / "expected.code", std::to_string(result.code) + "\n");
        check_tree(given, inputs, folder);
    }
}
