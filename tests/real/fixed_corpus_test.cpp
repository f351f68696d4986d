// People's files after every fix, unsafe ones too, still load where they loaded before: nginx,
// uWSGI and supervisor are asked about both.
#include <fmt/format.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/real/agreement.h"
#include "tools/session/fix_all.h"

namespace stackc::tests {

namespace {

/// Says which of the files the program loads.
using Ask = std::function<std::set<Path>(const Folder& folder, const std::vector<Path>& files)>;

const Path corpus = Path(STACKC_SOURCE_DIR).parent_path() / "shared/corpus";

/// The file's text after all its fixes; nothing where there are none.
std::optional<std::string> fixed_text(const Path& file, const std::string& dialect) {
    static const DiskFileSystem disk;
    SessionOptions options;
    options.root = file.parent_path();
    options.forced_dialect = dialect;
    const std::vector<Path> roots{file};
    const FixResult result = fix_all(disk, options, roots, Safety::unsafe);
    const auto found = result.files.find(file);
    return found == result.files.end() ? std::nullopt : std::optional(found->second.after);
}

void check_corpus(const std::string& dialect, const std::vector<Path>& files, const Ask& ask) {
    const Folder folder;
    std::vector<Path> before, after;
    for (const Path& file : files) {
        const auto text = fixed_text(file, dialect);
        if (!text) continue;
        before.push_back(file);
        after.push_back(folder.write(fmt::format("fixed/{}/{}", before.size(), file.filename().string()), *text));
    }
    const std::set<Path> loaded_before = ask(folder, before), loaded_after = ask(folder, after);
    std::size_t loaded = 0, mended = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        loaded += loaded_before.contains(before[i]) ? 1 : 0;
        mended += !loaded_before.contains(before[i]) && loaded_after.contains(after[i]) ? 1 : 0;
        INFO(before[i].string() << " after its fixes:\n" << read_text(after[i]));
        CHECK((!loaded_before.contains(before[i]) || loaded_after.contains(after[i])));
    }
    fmt::print("{}: {} files have fixes; {} of them loaded before and {} more do after\n", dialect, before.size(), loaded, mended);
    CHECK(loaded > 5);
}

std::vector<Path> files_below(const char* folder) {
    std::vector<Path> found;
    if (!std::filesystem::is_directory(corpus / folder)) {
        std::cout << "SKIPPED: no corpus beside the project\n";
        return found;
    }
    for (const auto& entry : std::filesystem::directory_iterator(corpus / folder)) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::set<Path> loaded_by_nginx(const Folder& folder, const std::vector<Path>& files) {
    std::string list;
    for (const Path& file : files) list += file.string() + "\n";
    const Path names = folder.write("files", list);
    std::filesystem::create_directories(folder.path() / "root");
    const Outcome said = run(fmt::format("unshare -n -m python3 {0}/tests/real/nginx_check.py {1}/root 0 0/1 < {2}",
                                         STACKC_SOURCE_DIR, folder.path().string(), names.string()));
    std::filesystem::remove_all(folder.path() / "root");
    std::set<Path> loaded;
    std::istringstream lines(said.output);
    for (std::string line; std::getline(lines, line);) {
        const auto json = nlohmann::json::parse(line);
        // What this machine lacks says nothing of the file.
        if (json["accepted"].get<bool>() || json["is_machine"].get<bool>()) loaded.insert(json["file"].get<std::string>());
    }
    return loaded;
}

std::set<Path> loaded_by_supervisor(const Folder&, const std::vector<Path>& files) {
    std::set<Path> loaded;
    for (const Path& file : files) {
        const Outcome said = run(fmt::format("/usr/bin/python3 '{}/tests/real/supervisor_values.py' '{}'",
                                             STACKC_SOURCE_DIR, file.string()));
        const auto json = nlohmann::json::parse(said.output, nullptr, false);
        if (json.is_object() && json.value("accepted", false)) loaded.insert(file);
    }
    return loaded;
}

}  // namespace

TEST_CASE("nginx loads people's files after their fixes, where it did before", "[real]") {
    if (is_missing("nginx")) return;
    const std::vector<Path> files = files_below("nginx");
    if (!files.empty()) check_corpus("nginx", files, loaded_by_nginx);
}

TEST_CASE("supervisor loads people's files after their fixes, where it did before", "[real]") {
    if (run("/usr/bin/python3 -c 'import supervisor'").exit_code != 0) {
        std::cout << "SKIPPED: no supervisor\n";
        return;
    }
    const std::vector<Path> files = files_below("supervisor");
    if (!files.empty()) check_corpus("supervisor", files, loaded_by_supervisor);
}

}  // namespace stackc::tests
