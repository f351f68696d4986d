// The files of the machine that the configuration is for: this host's with --live, those below a
// sysroot otherwise. Links are followed inside the sysroot, as a chroot would.
#pragma once

#include <string>

#include "tools/session/session.h"

namespace stackc {

class TargetFiles {
  public:
    TargetFiles(const FileSystem& files, const SessionOptions& options)
        : files_(files), base_(options.sysroot.value_or("/")) {}

    /// `path` is absolute, as the target's programs name it.
    FileStatus status(const std::string& path) const { return files_.status(place(path)); }
    Result<std::string, IoError> read(const std::string& path) const { return files_.read(place(path)); }
    Result<std::vector<std::string>, IoError> list(const std::string& path) const { return files_.list(place(path)); }

    bool is_folder(const std::string& path) const { return status(path).kind == FileKind::directory; }
    bool is_file(const std::string& path) const { return status(path).kind == FileKind::regular; }

  private:
    Path place(const std::string& path) const;

    const FileSystem& files_;
    Path base_;
};

}  // namespace stackc
