#include "tools/session/sysroot_files.h"

#include <algorithm>
#include <deque>

namespace stackc {

Path SysrootFileSystem::inside(const Path& path) const {
    // As path_resolution(7) has it.
    constexpr int most_links = 40;
    const Path normal = path.lexically_normal();
    const auto [end_of_root, rest] = std::mismatch(root_.begin(), root_.end(), normal.begin(), normal.end());
    if (end_of_root != root_.end()) return path;
    std::deque<Path> waiting(rest, normal.end());
    Path current = root_;
    for (int links = 0; !waiting.empty();) {
        const Path part = std::move(waiting.front());
        waiting.pop_front();
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            if (current != root_) current = current.parent_path();
            continue;
        }
        std::error_code error;
        const Path next = current / part;
        const Path target = std::filesystem::read_symlink(next, error);
        if (error || ++links > most_links) {
            current = next;
            continue;
        }
        if (target.is_absolute()) current = root_;
        const Path relative = target.relative_path();
        waiting.insert(waiting.begin(), relative.begin(), relative.end());
    }
    return current;
}

FileStatus SysrootFileSystem::status(const Path& path) const {
    FileStatus result = base_.status(inside(path));
    result.is_link = base_.status(inside(path.parent_path()) / path.filename()).is_link;
    return result;
}

}  // namespace stackc
