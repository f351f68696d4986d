// What the tests that compare stackc with the real programs share: the files to compare on, what
// stackc says of one, and the count of agreements with every disagreement told.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/real/run.h"
#include "tools/session/session.h"

namespace stackc::tests {

inline std::string read_text(const Path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// A folder of our own, removed at the end.
class Folder {
  public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "stackc-XXXXXX").string();
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const Path& path() const { return path_; }
    Path write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }

  private:
    Path path_;
};

/// One file linted where it lies, with its path on the target known.
inline Analysis lint(const Path& file, const std::string& dialect) {
    static const DiskFileSystem disk;
    SessionOptions options;
    options.root = file.parent_path();
    options.forced_dialect = dialect;
    options.maps = {{file.parent_path().string(), file.parent_path()}};
    Session session(disk, options);
    const std::vector<Path> roots{file};
    return session.analyse(roots);
}

/// The findings of a family that say that the program does not load the file.
inline std::vector<std::string> refusals(const Analysis& analysis, std::string_view family) {
    std::vector<std::string> found;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        const bool is_claim = diagnostic.effect == Effect::refused && diagnostic.is_certain;
        if (is_claim && diagnostic.severity == Severity::error &&
            diagnostic.rule.starts_with(family))
            found.push_back(std::string(diagnostic.rule) + ": " + diagnostic.primary.text);
    }
    return found;
}

/// The corpus where it lies beside the project, and our own examples and cases.
inline std::vector<Path> seed_folders() {
    const Path root = STACKC_SOURCE_DIR;
    std::vector<Path> folders{root / "tests/golden/rules", root / "examples"};
    if (std::filesystem::exists(root / "../shared/corpus"))
        folders.push_back(root / "../shared/corpus");
    else
        std::cout << "SKIPPED: no corpus beside the project\n";
    return folders;
}

/// Every file of the seeds for which `fits` holds, in path order.
template <class Fits>
std::vector<Path> seeds(Fits fits) {
    std::vector<Path> found;
    for (const Path& folder : seed_folders()) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (!entry.is_regular_file() || entry.file_size() > 1u << 20u) continue;
            if (fits(entry.path())) found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Every file of the seeds that has one of `heads` at the start of a line.
inline std::vector<Path> seeds_with(std::initializer_list<std::string_view> heads) {
    return seeds([&](const Path& path) {
        const std::string text = "\n" + read_text(path);
        return std::any_of(heads.begin(), heads.end(), [&](std::string_view head) {
            return text.find("\n" + std::string(head)) != std::string::npos;
        });
    });
}

/// How many mutants a test makes: STACKC_MUTANTS, else so many that CI does not wait long.
inline std::size_t mutant_count(std::size_t usual) {
    const char* text = std::getenv("STACKC_MUTANTS");
    return text == nullptr ? usual : std::strtoul(text, nullptr, 10);
}

/// Whether a program and stackc take the same files.
class Agreement {
  public:
    explicit Agreement(std::string program) : program_(std::move(program)) {}

    /// `theirs` is why the program refuses it, `ours` why stackc does; empty: it is taken.
    void add(const std::string& what, const std::string& theirs, const std::string& ours) {
        ++count_;
        refused_ += theirs.empty() ? 0 : 1;
        if (theirs.empty() == ours.empty()) return;
        differences_.push_back(what + "\n    theirs: " + (theirs.empty() ? "taken" : theirs) +
                               "\n    ours:   " + (ours.empty() ? "taken" : ours));
    }

    double rate() const {
        return count_ == 0 ? 1.0
                           : 1.0 - static_cast<double>(differences_.size()) /
                                       static_cast<double>(count_);
    }

    void print() const {
        std::cout << program_ << ": " << count_ << " files and mutants, " << refused_
                  << " refused; same verdict in " << count_ - differences_.size() << " ("
                  << 100.0 * rate() << " %)\n";
        for (const std::string& difference : differences_) std::cout << "  " << difference << "\n";
    }

  private:
    std::string program_;
    std::size_t count_ = 0;
    std::size_t refused_ = 0;
    std::vector<std::string> differences_;
};

/// The first of what stackc says, for `Agreement::add`.
inline std::string first_refusal(const Analysis& analysis, std::string_view family) {
    const std::vector<std::string> found = refusals(analysis, family);
    return found.empty() ? std::string() : found.front();
}

}  // namespace stackc::tests
