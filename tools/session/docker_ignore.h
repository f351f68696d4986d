// A .dockerignore: which files of a build's context `docker build` leaves out. Its patterns are
// Go's filepath.Match with `**`, from the context's root on; the last that fits counts, `!` takes
// back. Not those of git.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/regex.h"
#include "compiler/source/file_system.h"

namespace stackc {

class DockerIgnore {
  public:
    /// Of a Dockerfile's own `<name>.dockerignore` if there is one, else of the context's.
    static DockerIgnore of(const FileSystem& files, const Path& context, const Path& dockerfile);
    static DockerIgnore parse(std::string_view text);

    /// The pattern that leaves `path` (below the context, without a slash in front) and all that
    /// may lie below it out; nothing where none does.
    std::optional<std::string> excludes(const std::string& path) const;

    /// Where the patterns stand; empty where there are none.
    const Path& file() const { return file_; }

  private:
    struct Pattern {
        std::string text;  // cleaned
        Regex regex;
        bool takes_back = false;
    };
    Path file_;
    std::vector<Pattern> patterns_;
};

}  // namespace stackc
