// Runs the built program in a folder of its own, as a person at a shell would.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace stackc::test {

/// A folder that goes when it goes out of scope.
class TemporaryFolder {
  public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();
    const std::filesystem::path& path() const { return path_; }

    /// Writes a file below the folder, with the folders above it.
    void write(const std::filesystem::path& name, std::string_view text) const;
    std::string read(const std::filesystem::path& name) const;

  private:
    std::filesystem::path path_;
};

struct ProgramResult {
    int code = 0;           // the exit code; 128 and the signal's number when one ended it
    std::string out;
    std::string err;
    double seconds = 0;     // of processor time, so that a busy machine changes nothing
    bool is_late = false;   // it had to be ended
};

/// Runs a shell script in `folder`, in which `stackc` is the built program. Stops it after
/// `most_seconds` of real time.
ProgramResult run_script(const std::string& script, const std::filesystem::path& folder, int most_seconds = 60);

/// The whole of a file; empty where there is none.
std::string read_file(const std::filesystem::path& path);

}  // namespace stackc::test
