#include "tests/support/program.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace stackc::test {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "stackc-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = fs::canonical(name);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    // Folders that a test made unreadable are opened again first.
    for (fs::recursive_directory_iterator each(path_, fs::directory_options::skip_permission_denied, ignored), end; each != end; each.increment(ignored)) {
        if (each->is_directory(ignored) && !each->is_symlink(ignored)) fs::permissions(each->path(), fs::perms::owner_all, ignored);
    }
    fs::remove_all(path_, ignored);
}

void TemporaryFolder::write(const fs::path& name, std::string_view text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
}

std::string TemporaryFolder::read(const fs::path& name) const { return read_file(path_ / name); }

std::string read_file(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

static void become_script(const std::string& script, const fs::path& folder, const fs::path& out, const fs::path& err) {
    ::setpgid(0, 0);
    if (::chdir(folder.c_str()) != 0) ::_exit(127);
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    ::unsetenv("NO_COLOR");
    ::setenv("TERM", "dumb", 1);
    ::setenv("LC_ALL", "C", 1);
    const std::string text = "stackc() { \"" STACKC_PROGRAM "\" \"$@\"; }\n" + script;
    ::execl("/bin/sh", "sh", "-c", text.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
}

static double seconds_of(const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; }

ProgramResult run_script(const std::string& script, const fs::path& folder, int most_seconds) {
    using namespace std::chrono_literals;
    const TemporaryFolder results;
    const fs::path out = results.path() / "out", err = results.path() / "err";
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("cannot start a process");
    if (child == 0) become_script(script, folder, out, err);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(most_seconds);
    ProgramResult result;
    int status = 0;
    struct rusage usage {};
    while (::wait4(child, &status, WNOHANG, &usage) == 0) {
        if (std::chrono::steady_clock::now() > end && !result.is_late) {
            result.is_late = true;
            ::kill(-child, SIGKILL);
        }
        std::this_thread::sleep_for(1ms);
    }
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    result.out = read_file(out);
    result.err = read_file(err);
    return result;
}

}  // namespace stackc::test
