#include "tests/golden/rule_case.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "compiler/base/text.h"
#include "compiler/diagnostics/fixes.h"
#include "validators/engine/example.h"

namespace stackc::golden {

static std::string read_file(const Path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

static bool is_of_the_runner(const Path& relative) {
    return *relative.begin() == "fixed" || relative == "expected.txt" || relative == "case.toml";
}

Tree read_tree(const Path& folder) {
    Tree tree;
    if (!std::filesystem::is_directory(folder)) return tree;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const Path relative = entry.path().lexically_relative(folder);
        if (entry.is_regular_file() && !is_of_the_runner(relative)) tree[relative.string()] = read_file(entry.path());
    }
    return tree;
}

static std::string text_or(const toml::table& table, std::string_view key, std::string fallback = {}) {
    return table[key].value<std::string>().value_or(std::move(fallback));
}

/// `"run/shop.sock" = { mode = "0750", uid = 33, gid = 33 }`
static FileStatus to_status(const toml::table& table) {
    FileStatus status;
    status.mode = static_cast<std::uint32_t>(std::stoul(text_or(table, "mode", "755"), nullptr, 8));
    status.uid = table["uid"].value_or(std::uint32_t{0});
    status.gid = table["gid"].value_or(std::uint32_t{0});
    return status;
}

static CaseOptions read_options(const Path& file) {
    CaseOptions options;
    if (!std::filesystem::exists(file)) return options;
    const toml::table table = toml::parse(read_file(file));
    options.os = text_or(table, "os");
    options.sysroot = text_or(table, "sysroot");
    options.context = text_or(table, "context");
    options.profile = text_or(table, "profile");
    if (const toml::table* maps = table["map"].as_table()) {
        for (const auto& [target, folder] : *maps) options.maps.emplace_back(target.str(), folder.value_or(std::string()));
    }
    if (const toml::array* paths = table["paths"].as_array()) {
        for (const toml::node& path : *paths) options.paths.push_back(path.value_or(std::string()));
    }
    if (const toml::table* states = table["states"].as_table()) {
        for (const auto& [path, state] : *states) options.states[std::string(path.str())] = to_status(*state.as_table());
    }
    return options;
}

Case read_case(const Path& folder) {
    return {folder.filename().string(), read_tree(folder), read_options(folder / "case.toml")};
}

Case example_case(std::string_view example, std::string_view dialect) {
    Case result;
    result.inputs = example_files(example, dialect);
    return result;
}

Outcome lint(const Tree& tree, const CaseOptions& given, std::vector<std::string> select) {
    Outcome outcome;
    for (const auto& [path, text] : tree) outcome.files.add(case_root / path, text);
    for (const auto& [path, state] : given.states) outcome.files.set_state(case_root / path, state.mode, state.uid, state.gid);
    SessionOptions options;
    options.rules.select = std::move(select);
    options.root = case_root;
    options.context = given.context;
    options.target.profile = given.profile;
    if (!given.os.empty()) options.target.os = given.os;
    options.target.is_os_stated = !given.os.empty();
    if (!given.sysroot.empty()) options.sysroot = case_root / given.sysroot;
    for (const auto& [target, folder] : given.maps) options.maps.emplace_back(target, case_root / folder);
    std::vector<Path> roots;
    for (const std::string& path : given.paths) roots.push_back(case_root / path);
    if (roots.empty()) roots.push_back(case_root);
    outcome.analysis = Session(outcome.files, options).analyse(roots);
    return outcome;
}

/// The ids after `expect:` in a comment of the line; nothing where there is none. `alone` tells
/// whether the comment has the line for itself.
static std::vector<std::string> marks(std::string_view line, bool& alone) {
    const std::size_t at = line.find(" expect:");
    if (at == std::string_view::npos || at == 0) return {};
    std::size_t sign = at;
    while (sign > 0 && (line[sign - 1] == '#' || line[sign - 1] == ';')) --sign;
    if (sign == at) return {};
    alone = trim(line.substr(0, sign)).empty();
    std::vector<std::string> ids;
    for (const std::string_view id : split(line.substr(at + std::string_view(" expect:").size()), ',')) {
        ids.emplace_back(trim(id));
    }
    return ids;
}

Findings expected(const Tree& tree) {
    Findings result;
    for (const auto& [path, text] : tree) {
        std::size_t number = 0;
        std::vector<std::string> of_next_line;
        for (const std::string_view line : split(text, '\n')) {
            ++number;
            bool alone = false;
            std::vector<std::string> ids = marks(line, alone);
            if (alone) {
                of_next_line.insert(of_next_line.end(), ids.begin(), ids.end());
                continue;
            }
            ids.insert(ids.end(), of_next_line.begin(), of_next_line.end());
            of_next_line.clear();
            for (const std::string& id : ids) result.insert(fmt::format("{}:{} {}", path, number, id));
        }
    }
    return result;
}

Findings found(const Analysis& analysis) {
    Findings result;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        const Span span = diagnostic.primary.span;
        const std::uint32_t line = analysis.sources->lines(span.file).position(span.begin, Encoding::utf8).line + 1;
        const Path path = analysis.sources->path(span.file).lexically_relative(case_root);
        result.insert(fmt::format("{}:{} {}", path.string(), line, diagnostic.rule));
    }
    return result;
}

Tree apply_fixes(Tree tree, const CaseOptions& options, const std::vector<std::string>& select) {
    constexpr int enough_rounds = 10;
    for (int round = 0; round < enough_rounds; ++round) {
        const Outcome outcome = lint(tree, options, select);
        const AppliedFixes fixes = stackc::apply_fixes(*outcome.analysis.sources, outcome.analysis.diagnostics, Safety::unsafe);
        for (const auto& [file, text] : fixes.texts) {
            tree[outcome.analysis.sources->path(file).lexically_relative(case_root).string()] = text;
        }
        if (fixes.texts.empty()) break;
    }
    return tree;
}

}  // namespace stackc::golden
