#include "tools/session/write_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace stackc {

static std::string describe(int error) { return std::generic_category().message(error); }

static bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// The mode and owner of what is replaced; a new file gets what the umask leaves of 0666.
static bool take_over_mode(int fd, const Path& target) {
    struct stat old {};
    if (::stat(target.c_str(), &old) == 0) {
        // Not being allowed to give a file away is no reason to fail.
        if (::fchown(fd, old.st_uid, old.st_gid) != 0) errno = 0;
        return ::fchmod(fd, old.st_mode & 07777u) == 0;
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return ::fchmod(fd, 0666u & ~mask) == 0;
}

std::optional<IoError> write_file(const Path& path, std::string_view text) {
    std::error_code error;
    Path target = std::filesystem::canonical(path, error);
    if (error) target = std::filesystem::absolute(path);
    struct stat old {};
    if (::stat(target.c_str(), &old) == 0 && !S_ISREG(old.st_mode)) return IoError{path, "not a regular file"};
    std::string beside = (target.parent_path() / ".stackc-XXXXXX").string();
    const int fd = ::mkostemp(beside.data(), O_CLOEXEC);
    if (fd < 0) return IoError{path, describe(errno)};
    const bool is_written = write_all(fd, text) && take_over_mode(fd, target) && ::fsync(fd) == 0;
    int reason = errno;
    const bool is_closed = ::close(fd) == 0;
    if (is_written && !is_closed) reason = errno;
    const bool is_placed = is_written && is_closed && ::rename(beside.c_str(), target.c_str()) == 0;
    if (is_placed) return std::nullopt;
    if (is_written && is_closed) reason = errno;
    ::unlink(beside.c_str());
    return IoError{path, describe(reason)};
}

}  // namespace stackc
