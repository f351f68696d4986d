// Compares every #include line with the rows of the layout table in CMakeLists.txt: a folder
// includes itself and what its row and the rows it rests on name, always upwards, never sideways.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct Row {
    std::string folder;
    std::vector<std::string> depends;
};

std::string read(const fs::path& path) {
    std::ifstream file(path);
    REQUIRE(file.good());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The rows `stackc_module(NAME FOLDER DEPENDS …)` and those made of folders of folders.
std::map<std::string, Row> layout_table() {
    std::map<std::string, Row> rows;
    const std::string text = read(fs::path(STACKC_SOURCE_DIR) / "CMakeLists.txt");
    const std::regex row(R"(\nstackc_module\((\w+)\s+(\S+?)(?:\s+DEPENDS\s+([\w ]+))?\))");
    for (std::sregex_iterator at(text.begin(), text.end(), row), end; at != end; ++at) {
        std::istringstream words((*at)[3].str());
        std::vector<std::string> depends;
        for (std::string word; words >> word;) depends.push_back(word);
        rows[(*at)[1].str()] = {(*at)[2].str(), depends};
    }
    rows["lsp"] = {"tools/lsp", {"session"}};
    rows["program"] = {"tools/stackc", {"session", "lsp"}};
    return rows;
}

/// The folders that `module` may include from, its own first.
std::set<std::string> allowed_folders(const std::map<std::string, Row>& rows, const std::string& module) {
    std::set<std::string> folders, seen;
    std::vector<std::string> waiting{module};
    while (!waiting.empty()) {
        const std::string name = waiting.back();
        waiting.pop_back();
        if (!seen.insert(name).second) continue;
        const Row& row = rows.at(name);
        folders.insert(row.folder);
        waiting.insert(waiting.end(), row.depends.begin(), row.depends.end());
    }
    return folders;
}

/// Folders of front ends without the file named after them are shared by the others.
std::set<std::string> shared_frontends() {
    std::set<std::string> shared;
    for (const auto& entry : fs::directory_iterator(fs::path(STACKC_SOURCE_DIR) / "compiler/frontends")) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory() && !fs::exists(entry.path() / (name + ".cpp"))) shared.insert("compiler/frontends/" + name);
    }
    return shared;
}

/// The folders that the file at `path` (below the root) may include from.
std::set<std::string> allowed_for(const std::map<std::string, Row>& rows, const fs::path& path) {
    const std::string folder = path.parent_path().generic_string();
    const auto family_of = [&](const std::string& parent, const std::string& module) {
        std::set<std::string> allowed = allowed_folders(rows, module);
        allowed.insert(folder);
        if (parent == "compiler/frontends") allowed.merge(shared_frontends());
        return allowed;
    };
    if (folder.starts_with("compiler/frontends/")) return family_of("compiler/frontends", "frontend");
    if (folder.starts_with("validators/rules/")) return family_of("validators/rules", "engine");
    if (folder.starts_with("emitters/")) return family_of("emitters", "emitter");
    if (folder.starts_with("tools/lsp")) {
        std::set<std::string> allowed = family_of("tools/lsp", "lsp");
        allowed.insert("tools/lsp");
        return allowed;
    }
    for (const auto& [name, row] : rows) {
        if (row.folder == folder) return allowed_folders(rows, name);
    }
    return {};
}

}  // namespace

TEST_CASE("every include goes upwards in the layout table") {
    const fs::path root = STACKC_SOURCE_DIR;
    const std::map<std::string, Row> rows = layout_table();
    REQUIRE(rows.size() > 9);
    const std::regex include(R"re(^#include "([^"]+)")re");
    std::size_t checked = 0;
    for (const char* top : {"compiler", "validators", "emitters", "tools"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            const std::string extension = entry.path().extension().string();
            if (extension != ".h" && extension != ".cpp") continue;
            const fs::path path = fs::relative(entry.path(), root);
            const std::set<std::string> allowed = allowed_for(rows, path);
            CAPTURE(path.string());
            REQUIRE_FALSE(allowed.empty());
            std::istringstream lines(read(entry.path()));
            int number = 0;
            for (std::string line; std::getline(lines, line);) {
                ++number;
                std::smatch match;
                if (!std::regex_search(line, match, include)) continue;
                const std::string target = match[1].str();
                const std::string folder = fs::path(target).parent_path().generic_string();
                // Parsers made from the grammars, and tables in the folder of their one user.
                if (folder.starts_with("grammar/") || target.ends_with(".inc")) continue;
                INFO(path.string() << ":" << number << " includes " << target << ", which its row in CMakeLists.txt does not name");
                CHECK(allowed.contains(folder));
                ++checked;
            }
        }
    }
    CHECK(checked > 50);
}

TEST_CASE("every folder says what goes in, what comes out, and what to read first") {
    const fs::path root = STACKC_SOURCE_DIR;
    for (const char* top : {"grammar", "compiler", "validators", "emitters", "tools", "tests", "examples", "docs", "editors"}) {
        INFO(top);
        CHECK(fs::exists(root / top / "README.md"));
    }
    for (const auto& [name, row] : layout_table()) {
        INFO(row.folder);
        CHECK(fs::exists(root / row.folder / "README.md"));
    }
}
