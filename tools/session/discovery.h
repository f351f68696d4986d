// Finds the files of a workspace: a folder is searched, links are not followed in circles, and
// what git ignores, virtualenvs and package folders are stepped over.
#pragma once

#include <string>
#include <vector>

#include "compiler/source/file_system.h"

namespace stackc {

struct Discovery {
    std::vector<Path> files;        // sorted; pipes and devices too, whose names may be expected
    std::vector<IoError> errors;    // folders that could not be read
    std::vector<IoError> dangling;  // links that lead nowhere or in a circle
};

/// All regular files below `folder`, `.gitignore` files obeyed and `excludes` (globs) left out.
Discovery discover(const FileSystem& files, const Path& folder, const std::vector<std::string>& excludes);

/// True when `path` matches the glob: against the whole path, its end, or its last part.
bool matches_glob(const Path& path, const std::string& glob);

/// The paths that a glob pattern names, sorted as glob(3) does in the C locale.
std::vector<Path> expand_glob(const FileSystem& files, const std::string& pattern);

}  // namespace stackc
