// Whether stackc and the real nginx agree on which files can be loaded.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <map>
#include <sstream>

#include "tests/real/run.h"
#include "tools/session/session.h"

using namespace stackc;
using namespace stackc::tests;

namespace {

const Path source_root = STACKC_SOURCE_DIR;
const Path corpus = source_root / "../shared/corpus/nginx";

/// What `nginx -t` says of each file: refused with its words, or accepted.
std::map<Path, std::string> ask_nginx(const std::vector<Path>& files) {
    std::string command = "unshare -n -m python3 '" + (source_root / "tests/real/nginx_check.py").string() + "'";
    for (const Path& file : files) command += " '" + file.string() + "'";
    std::map<Path, std::string> answers;
    std::istringstream lines(run(command).output);
    for (std::string line; std::getline(lines, line);) {
        const auto answer = nlohmann::json::parse(line, nullptr, false);
        if (answer.is_discarded()) continue;
        answers[answer["file"].get<std::string>()] = answer["accepted"].get<bool>() ? "" : answer["message"].get<std::string>();
    }
    return answers;
}

/// The findings on `file` alone that say that nginx would not load it.
std::vector<std::string> refusals(const Path& file) {
    const DiskFileSystem disk;
    SessionOptions options;
    options.forced_dialect = "nginx";
    options.root = file.parent_path();
    options.rules.select = {"NGX"};
    Session session(disk, std::move(options));
    const std::vector<Path> roots{file};
    std::vector<std::string> found;
    for (const Diagnostic& diagnostic : session.analyse(roots).diagnostics) {
        if (diagnostic.effect == Effect::refused && diagnostic.is_certain) {
            found.push_back(std::string(diagnostic.rule) + " " + diagnostic.primary.text);
        }
    }
    return found;
}

}  // namespace

TEST_CASE("no file that nginx loads gets a finding that says it would not", "[real]") {
    if (is_missing("nginx") || is_missing("unshare") || is_missing("openssl")) return;
    if (!std::filesystem::is_directory(corpus)) {
        std::puts("SKIPPED: no corpus");
        return;
    }
    if (run("unshare -n -m true").exit_code != 0) {
        std::puts("SKIPPED: unshare is not allowed here, and nginx -t opens sockets and logs");
        return;
    }
    std::vector<Path> files;
    for (const auto& entry : std::filesystem::directory_iterator(corpus)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::size_t accepted = 0, refused = 0, both_refuse = 0;
    for (const auto& [file, message] : ask_nginx(files)) {
        const std::vector<std::string> found = refusals(file);
        (message.empty() ? accepted : refused) += 1;
        both_refuse += !message.empty() && !found.empty() ? 1 : 0;
        INFO(file.string());
        if (message.empty()) CHECK(found == std::vector<std::string>{});
    }
    std::printf("nginx loads %zu files of the corpus alone and refuses %zu; stackc says so of %zu of these and of none of those\n",
                accepted, refused, both_refuse);
    CHECK(accepted > 0);
}
