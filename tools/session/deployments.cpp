#include "tools/session/deployments.h"

#include <algorithm>
#include <numeric>
#include <set>

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
    std::vector<std::uint32_t> loose;  // files of no complete deployment yet
    std::vector<std::uint32_t> whole;  // one file of each complete deployment below
};

class Finder {
  public:
    Finder(std::span<const DeploymentFile> files, std::span<const std::pair<FileId, FileId>> links)
        : files_(files), sets_(files.size()) {
        std::map<FileId, std::uint32_t> position;
        for (std::uint32_t i = 0; i < files.size(); ++i) position[files[i].id] = i;
        for (const auto& [a, b] : links) {
            if (position.contains(a) && position.contains(b)) sets_.join(position[a], position[b]);
        }
    }

    std::map<FileId, std::uint32_t> find() {
        for (std::uint32_t i = 0; i < files_.size(); ++i) {
            if (!files_[i].stands_alone) folders_[files_[i].path.parent_path()].loose.push_back(i);
        }
        for (const Path& path : deepest_first()) settle(path);
        std::map<FileId, std::uint32_t> result;
        for (std::uint32_t i = 0; i < files_.size(); ++i) result[files_[i].id] = sets_.find(i);
        return result;
    }

  private:
    /// Every folder on the way up too, so that what is found below is handed to it.
    std::vector<Path> deepest_first() {
        std::vector<Path> known;
        for (const auto& [path, folder] : folders_) known.push_back(path);
        for (Path path : known) {
            while (path.has_relative_path()) {
                path = path.parent_path();
                folders_[path];
            }
        }
        std::vector<Path> order;
        for (const auto& [path, folder] : folders_) order.push_back(path);
        const auto depth = [](const Path& path) { return std::distance(path.begin(), path.end()); };
        std::stable_sort(order.begin(), order.end(), [&](const Path& a, const Path& b) { return depth(a) > depth(b); });
        return order;
    }

    void settle(const Path& path) {
        Folder& folder = folders_[path];
        if (is_crowd(folder)) {
            folder.loose.clear();
        } else if (folder.whole.size() == 1) {
            join_loose(folder, folder.whole.front());
        } else if (folder.whole.empty() && has_both_ends(folder)) {
            folder.whole.push_back(folder.loose.front());
            join_loose(folder, folder.whole.front());
        }
        if (!path.has_relative_path()) return;
        Folder& above = folders_[path.parent_path()];
        // Two or more deployments below: what is loose here belongs to none of them.
        if (folder.whole.size() < 2) above.loose.insert(above.loose.end(), folder.loose.begin(), folder.loose.end());
        above.whole.insert(above.whole.end(), folder.whole.begin(), folder.whole.end());
    }

    bool has_both_ends(const Folder& folder) const {
        const auto has = [&](bool DeploymentFile::*role) {
            return std::any_of(folder.loose.begin(), folder.loose.end(), [&](std::uint32_t i) { return files_[i].*role; });
        };
        return has(&DeploymentFile::is_front) && has(&DeploymentFile::is_back);
    }

    bool is_crowd(const Folder& folder) {
        std::set<std::uint32_t> pieces;
        for (const std::uint32_t i : folder.loose) {
            if (files_[i].is_front || files_[i].is_back) pieces.insert(sets_.find(i));
        }
        return pieces.size() > most_pieces;
    }

    void join_loose(Folder& folder, std::uint32_t with) {
        for (const std::uint32_t i : folder.loose) sets_.join(with, i);
        folder.loose.clear();
    }

    std::span<const DeploymentFile> files_;
    Sets sets_;
    std::map<Path, Folder> folders_;
};
}  // namespace

std::map<FileId, std::uint32_t> find_deployments(std::span<const DeploymentFile> files,
                                                 std::span<const std::pair<FileId, FileId>> links) {
    return Finder(files, links).find();
}

}  // namespace stackc
