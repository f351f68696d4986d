#include "tools/session/deployments.h"

#include <algorithm>
#include <numeric>

namespace stackc {

namespace {
/// Union-find over positions in the file list.
class Sets {
  public:
    explicit Sets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0u); }
    std::uint32_t find(std::uint32_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void join(std::uint32_t a, std::uint32_t b) { parent_[std::max(find(a), find(b))] = std::min(find(a), find(b)); }

  private:
    std::vector<std::uint32_t> parent_;
};

/// What lies in a folder and below it and is not yet part of a closed deployment.
struct Folder {
    std::vector<std::uint32_t> loose;   // files of no complete deployment yet
    std::vector<std::uint32_t> whole;   // one file of each complete deployment below
};
}  // namespace

std::map<FileId, std::uint32_t> find_deployments(std::span<const DeploymentFile> files,
                                                 std::span<const std::pair<FileId, FileId>> links) {
    Sets sets(files.size());
    std::map<FileId, std::uint32_t> position;
    for (std::uint32_t i = 0; i < files.size(); ++i) position[files[i].id] = i;
    for (const auto& [a, b] : links) {
        if (position.contains(a) && position.contains(b)) sets.join(position[a], position[b]);
    }

    std::map<Path, Folder> folders;
    for (std::uint32_t i = 0; i < files.size(); ++i) {
        if (!files[i].stands_alone) folders[files[i].path.parent_path()].loose.push_back(i);
    }
    // Every folder on the way up exists, so that what is found below is handed to it.
    std::vector<Path> known;
    for (const auto& [path, folder] : folders) known.push_back(path);
    for (Path path : known) {
        while (path.has_relative_path()) {
            path = path.parent_path();
            folders[path];
        }
    }
    std::vector<Path> deepest_first;
    for (const auto& [path, folder] : folders) deepest_first.push_back(path);
    const auto depth = [](const Path& path) { return std::distance(path.begin(), path.end()); };
    std::stable_sort(deepest_first.begin(), deepest_first.end(),
                     [&](const Path& a, const Path& b) { return depth(a) > depth(b); });

    for (const Path& path : deepest_first) {
        Folder& folder = folders[path];
        const auto has = [&](FileRole role) {
            return std::any_of(folder.loose.begin(), folder.loose.end(),
                               [&](std::uint32_t i) { return files[i].role == role; });
        };
        const auto join_loose = [&](std::uint32_t with) {
            for (const std::uint32_t i : folder.loose) sets.join(with, i);
            folder.loose.clear();
        };
        if (folder.whole.size() == 1) {
            join_loose(folder.whole.front());
        } else if (folder.whole.empty() && has(FileRole::front) && has(FileRole::back)) {
            folder.whole.push_back(folder.loose.front());
            join_loose(folder.whole.front());
        }
        if (!path.has_relative_path()) continue;
        Folder& above = folders[path.parent_path()];
        // Two or more deployments below: what is loose here belongs to none of them.
        if (folder.whole.size() < 2) above.loose.insert(above.loose.end(), folder.loose.begin(), folder.loose.end());
        above.whole.insert(above.whole.end(), folder.whole.begin(), folder.whole.end());
    }

    std::map<FileId, std::uint32_t> result;
    for (std::uint32_t i = 0; i < files.size(); ++i) result[files[i].id] = sets.find(i);
    return result;
}

}  // namespace stackc
