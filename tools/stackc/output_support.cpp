#include "tools/stackc/output_support.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "compiler/base/text.h"
#include "tools/session/write_file.h"

namespace stackc {

bool wants_color(ColorChoice choice, int fd) {
    switch (choice) {
        case ColorChoice::always: return true;
        case ColorChoice::never: return false;
        case ColorChoice::automatic: break;
    }
    const char* no_color = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    if (no_color != nullptr && *no_color != '\0') return false;
    if (terminal != nullptr && std::string_view(terminal) == "dumb") return false;
    return ::isatty(fd) == 1;
}

void complain(std::string_view message) { fmt::print(stderr, "stackc: {}\n", message); }

static bool write_all(int fd, std::string_view text, std::string_view name) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            complain(fmt::format("cannot write to {}: {}", name, std::generic_category().message(errno)));
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool print_out(std::string_view text) { return write_all(STDOUT_FILENO, text, "standard output"); }

bool print_to(const std::string& path, std::string_view text) {
    const std::string name = fmt::format("`{}`", quoted(path));
    struct stat info {};
    const bool is_special = ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
    if (!is_special) {
        const std::optional<IoError> error = write_file(path, text);
        if (error) complain(fmt::format("cannot write {}: {}", name, error->reason));
        return !error;
    }
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        complain(fmt::format("cannot write {}: {}", name, std::generic_category().message(errno)));
        return false;
    }
    const bool is_written = write_all(fd, text, name);
    ::close(fd);
    return is_written;
}

}  // namespace stackc
