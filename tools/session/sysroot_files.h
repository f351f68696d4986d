// The tree of another machine as that machine sees it: a link to /etc/nginx/sites-available/shop
// leads there below the tree's root, not on this machine.
#pragma once

#include "compiler/source/file_system.h"

namespace stackc {

/// Paths below `root` over another file system, which must outlive it.
class SysrootFileSystem final : public FileSystem {
  public:
    SysrootFileSystem(const FileSystem& base, const Path& root) : base_(base), root_(root.lexically_normal()) {
        if (!root_.has_filename()) root_ = root_.parent_path();
    }

    Result<std::string, IoError> read(const Path& path) const override { return base_.read(inside(path)); }
    FileStatus status(const Path& path) const override;
    Result<std::vector<std::string>, IoError> list(const Path& path) const override { return base_.list(inside(path)); }
    Path canonical(const Path& path) const override { return base_.canonical(inside(path)); }

  private:
    /// Where the links on the way lead when `root` is "/".
    Path inside(const Path& path) const;
    const FileSystem& base_;
    Path root_;
};

}  // namespace stackc
