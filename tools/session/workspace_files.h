// Where a path of the target lies in the workspace: through --map, --sysroot, the machine
// itself, or the one file of the workspace whose path ends the same way.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/session/session.h"

namespace stackc {

class WorkspaceFiles {
  public:
    WorkspaceFiles(const FileSystem& files, const SessionOptions& options) : files_(files), options_(options) {}

    /// Tells of a file of the workspace, whatever it holds.
    void add(const Path& path) { known_[path.filename().string()].insert(path); }

    struct Found {
        std::vector<Path> paths;
        bool is_inside = false;  // the place itself is ours, so nothing found means missing
    };
    /// The files that `pattern` names when `from` says it.
    Found resolve(std::string_view pattern, bool is_glob, const Path& from, std::span<const std::string> bases) const;

    /// The one file that `path` names: as `resolve` finds it, else the only one of that name that is
    /// no stranger to `from`.
    std::optional<Path> find_one(std::string_view path, const Path& from, std::span<const std::string> bases) const;

    /// The path in the target of a file of the workspace, where that is known.
    std::optional<std::string> target_path(const Path& path) const;

  private:
    std::optional<Path> place(const std::string& target, const Path& from) const;
    Found at_place(const Path& place, bool is_glob) const;
    /// Whether the folder holds many parts with configuration: projects side by side, not one.
    bool is_collection(const Path& folder) const;
    /// Whether the two most likely belong to projects that have nothing to do with each other.
    bool are_strangers(const Path& a, const Path& b) const;
    /// The known files of that name, or whose names the glob matches.
    std::vector<const Path*> named(const std::string& name, bool is_glob) const;
    std::vector<Path> by_suffix(const std::string& target, bool is_glob, const Path& from) const;

    const FileSystem& files_;
    const SessionOptions& options_;
    std::map<std::string, std::set<Path>> known_;  // by file name
};

}  // namespace stackc
