#include "compiler/source/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>

namespace stackc {

static std::string describe(int error) { return std::generic_category().message(error); }

static FileKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return FileKind::regular;
    if (S_ISDIR(mode)) return FileKind::directory;
    return FileKind::other;
}

/// Closes a descriptor at the end of a scope.
namespace {
class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }

  private:
    int fd_;
};
}  // namespace

Result<std::string, IoError> DiskFileSystem::read(const Path& path) const {
    // O_NONBLOCK: opening a FIFO without a writer must not hang; it is refused below.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (file.get() < 0) return IoError{path, describe(errno)};
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) return IoError{path, describe(errno)};
    if (S_ISDIR(info.st_mode)) return IoError{path, describe(EISDIR)};
    if (!S_ISREG(info.st_mode)) return IoError{path, "not a regular file"};
    if (static_cast<std::uint64_t>(info.st_size) > max_file_size) {
        return IoError{path, "larger than 256 MiB"};
    }
    std::string text;
    text.resize(static_cast<std::size_t>(info.st_size));
    std::size_t filled = 0;
    while (true) {
        // A file may grow or shrink while it is read: what counts is where the end is now.
        if (filled == text.size()) {
            if (filled > max_file_size) return IoError{path, "larger than 256 MiB"};
            text.resize(filled + 4096);
        }
        const ssize_t got = ::read(file.get(), text.data() + filled, text.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return IoError{path, describe(errno)};
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    text.resize(filled);
    return text;
}

FileStatus DiskFileSystem::status(const Path& path) const {
    FileStatus result;
    const auto failed = [&result] {
        result.is_hidden = errno == EACCES || errno == EPERM;
        return result;
    };
    struct stat link {};
    if (::lstat(path.c_str(), &link) != 0) return failed();
    result.is_link = S_ISLNK(link.st_mode);
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return failed();
    result.kind = kind_of(info.st_mode);
    result.mode = info.st_mode & 07777u;
    result.uid = info.st_uid;
    result.gid = info.st_gid;
    result.size = static_cast<std::uint64_t>(info.st_size);
    return result;
}

Result<std::vector<std::string>, IoError> DiskFileSystem::list(const Path& path) const {
    DIR* directory = ::opendir(path.c_str());
    if (directory == nullptr) return IoError{path, describe(errno)};
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(directory)) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
    }
    ::closedir(directory);
    std::sort(names.begin(), names.end());
    return names;
}

Path DiskFileSystem::canonical(const Path& path) const {
    std::error_code error;
    Path result = std::filesystem::weakly_canonical(path, error);
    if (!error) return result;
    result = std::filesystem::absolute(path, error);
    return error ? path.lexically_normal() : result.lexically_normal();
}

Result<std::string, IoError> MemoryFileSystem::read(const Path& path) const {
    const auto found = files_.find(path.lexically_normal());
    if (found != files_.end()) return found->second;
    const bool is_folder = status(path).kind == FileKind::directory;
    return IoError{path, describe(is_folder ? EISDIR : ENOENT)};
}

/// What follows `folder/` in `path`, or nothing when `path` is not below `folder`.
static std::string_view below(const std::string& folder, const std::string& path) {
    const std::string prefix = folder == "/" ? folder : folder + "/";
    if (!path.starts_with(prefix)) return {};
    return std::string_view(path).substr(prefix.size());
}

/// A normalised path without the slash at its end.
static std::string key(const Path& path) {
    std::string text = path.lexically_normal().string();
    while (text.size() > 1 && text.back() == '/') text.pop_back();
    return text;
}

static FileStatus folder_status() {
    FileStatus result;
    result.kind = FileKind::directory;
    result.mode = 0755;
    return result;
}

void MemoryFileSystem::set_state(const Path& path, std::uint32_t mode, std::uint32_t uid, std::uint32_t gid) {
    FileStatus state;
    state.mode = mode;
    state.uid = uid;
    state.gid = gid;
    states_[key(path)] = state;
}

FileStatus MemoryFileSystem::with_state(const Path& path, FileStatus status) const {
    const auto found = states_.find(key(path));
    if (found == states_.end()) return status;
    status.mode = found->second.mode;
    status.uid = found->second.uid;
    status.gid = found->second.gid;
    return status;
}

FileStatus MemoryFileSystem::status(const Path& path) const {
    const auto found = files_.find(path.lexically_normal());
    if (found != files_.end()) {
        FileStatus result;
        result.kind = FileKind::regular;
        result.mode = 0644;
        result.size = found->second.size();
        return with_state(path, result);
    }
    const std::string folder = key(path);
    for (const auto& [file, text] : files_) {
        if (!below(folder, file.string()).empty()) return with_state(path, folder_status());
    }
    return {};
}

Result<std::vector<std::string>, IoError> MemoryFileSystem::list(const Path& path) const {
    const std::string folder = key(path);
    std::set<std::string> names;
    for (const auto& [file, text] : files_) {
        const std::string name = file.string();
        const std::string_view rest = below(folder, name);
        if (!rest.empty()) names.emplace(rest.substr(0, rest.find('/')));
    }
    if (names.empty()) return IoError{path, describe(ENOENT)};
    return std::vector<std::string>(names.begin(), names.end());
}

Path MemoryFileSystem::canonical(const Path& path) const { return key(path); }

Result<std::string, IoError> OverlayFileSystem::read(const Path& path) const {
    const auto found = texts_.find(path.lexically_normal());
    if (found != texts_.end()) return found->second;
    return base_.read(path);
}

FileStatus OverlayFileSystem::status(const Path& path) const {
    FileStatus result = base_.status(path);
    const auto found = texts_.find(path.lexically_normal());
    if (found == texts_.end()) return result;
    if (result.kind == FileKind::none) result.mode = 0644;
    result.kind = FileKind::regular;
    result.size = found->second.size();
    return result;
}

Result<std::vector<std::string>, IoError> OverlayFileSystem::list(const Path& path) const {
    Result<std::vector<std::string>, IoError> listed = base_.list(path);
    std::set<std::string> names;
    if (listed) names.insert(listed->begin(), listed->end());
    const std::string folder = key(path);
    for (const auto& [file, text] : texts_) {
        if (key(file.parent_path()) == folder) names.insert(file.filename().string());
    }
    if (names.empty()) return listed;
    return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace stackc
