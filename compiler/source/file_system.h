// The outside world as an interface: the disk, its twin in memory for tests, and an overlay
// that puts unsaved editor buffers over another file system. Its failures are values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "compiler/base/result.h"

namespace stackc {

using Path = std::filesystem::path;

struct IoError {
    Path path;
    std::string reason;  // as strerror says it, or why stackc would not read it
};

enum class FileKind : std::uint8_t { none, regular, directory, other };

struct FileStatus {
    FileKind kind = FileKind::none;  // links are followed; a link to nothing is `none`
    bool is_link = false;
    bool is_hidden = false;  // a folder above may not be entered: nobody knows what is there
    std::uint32_t mode = 0;  // permission bits, 07777
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t size = 0;
};

class FileSystem {
  public:
    virtual ~FileSystem() = default;
    /// The bytes of a regular file of at most `max_file_size` bytes; never blocks on a FIFO.
    virtual Result<std::string, IoError> read(const Path& path) const = 0;
    virtual FileStatus status(const Path& path) const = 0;
    /// The names in a directory, sorted.
    virtual Result<std::vector<std::string>, IoError> list(const Path& path) const = 0;
    /// The path with links resolved as far as it exists, else made absolute lexically.
    virtual Path canonical(const Path& path) const = 0;

    static constexpr std::uint64_t max_file_size = 256u << 20u;
};

class DiskFileSystem final : public FileSystem {
  public:
    Result<std::string, IoError> read(const Path& path) const override;
    FileStatus status(const Path& path) const override;
    Result<std::vector<std::string>, IoError> list(const Path& path) const override;
    Path canonical(const Path& path) const override;
};

/// Files held in memory, keyed by absolute path. Folders exist by having files below them.
class MemoryFileSystem final : public FileSystem {
  public:
    void add(const Path& path, std::string text) { files_[path.lexically_normal()] = std::move(text); }
    void remove(const Path& path) { files_.erase(path.lexically_normal()); }
    /// The permissions of a file or folder, which must exist for them to count.
    void set_state(const Path& path, std::uint32_t mode, std::uint32_t uid, std::uint32_t gid);

    Result<std::string, IoError> read(const Path& path) const override;
    FileStatus status(const Path& path) const override;
    Result<std::vector<std::string>, IoError> list(const Path& path) const override;
    Path canonical(const Path& path) const override;

  private:
    FileStatus with_state(const Path& path, FileStatus status) const;
    std::map<Path, std::string> files_;
    std::map<Path, FileStatus> states_;  // mode, uid and gid only
};

/// Unsaved texts over another file system, which must outlive it.
class OverlayFileSystem final : public FileSystem {
  public:
    explicit OverlayFileSystem(const FileSystem& base) : base_(base) {}
    void set(const Path& path, std::string text) { texts_[path.lexically_normal()] = std::move(text); }
    void erase(const Path& path) { texts_.erase(path.lexically_normal()); }

    Result<std::string, IoError> read(const Path& path) const override;
    FileStatus status(const Path& path) const override;
    Result<std::vector<std::string>, IoError> list(const Path& path) const override;
    Path canonical(const Path& path) const override { return base_.canonical(path); }

  private:
    const FileSystem& base_;
    std::map<Path, std::string> texts_;
};

}  // namespace stackc
