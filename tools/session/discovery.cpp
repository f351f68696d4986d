#include "tools/session/discovery.h"

#include <fnmatch.h>
#include <git2.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <set>

#include "compiler/base/text.h"

namespace stackc {

/// Folders that hold other people's code or machine-made files.
static bool is_foreign_folder(const FileSystem& files, const Path& folder) {
    const std::string name = folder.filename().string();
    for (const std::string_view known : {".git", ".hg", ".svn", "node_modules", "__pycache__", ".tox", ".nox", ".mypy_cache"}) {
        if (name == known) return true;
    }
    return files.status(folder / "pyvenv.cfg").kind == FileKind::regular;
}

namespace {
/// Asks libgit2 what the rules of a repository ignore; says no where there is no repository.
class GitIgnore {
  public:
    GitIgnore(const FileSystem& files, const Path& folder) {
        // Starting libgit2 takes longer than checking a small stack.
        if (!is_in_repository(files, folder)) return;
        git_libgit2_init();
        is_started_ = true;
        git_repository* opened = nullptr;
        if (git_repository_open_ext(&opened, folder.c_str(), 0, nullptr) == 0) {
            repository_.reset(opened);
            const char* top = git_repository_workdir(opened);
            if (top != nullptr) top_ = Path(top).lexically_normal();
        }
    }
    GitIgnore(const GitIgnore&) = delete;
    GitIgnore& operator=(const GitIgnore&) = delete;
    ~GitIgnore() {
        repository_.reset();
        if (is_started_) git_libgit2_shutdown();
    }

    bool ignores(const Path& path, bool is_folder) const {
        if (repository_ == nullptr || top_.empty()) return false;
        std::string relative = path.lexically_relative(top_).string();
        if (relative.empty() || relative.starts_with("..") || relative == ".") return false;
        if (is_folder) relative += '/';
        int is_ignored = 0;
        const int status = git_ignore_path_is_ignored(&is_ignored, repository_.get(), relative.c_str());
        return status == 0 && is_ignored == 1;
    }

  private:
    static bool is_in_repository(const FileSystem& files, Path folder) {
        while (files.status(folder / ".git").kind == FileKind::none) {
            if (folder == folder.parent_path()) return false;
            folder = folder.parent_path();
        }
        return true;
    }

    struct Free {
        void operator()(git_repository* repository) const { git_repository_free(repository); }
    };
    std::unique_ptr<git_repository, Free> repository_;
    Path top_;
    bool is_started_ = false;
};
}  // namespace

bool matches_glob(const Path& path, const std::string& glob) {
    const std::string whole = path.string();
    if (fnmatch(glob.c_str(), path.filename().c_str(), 0) == 0) return true;
    // `*nginx*.conf` speaks of names, not of a folder somewhere above.
    if (glob.find('/') == std::string::npos) return false;
    if (fnmatch(glob.c_str(), whole.c_str(), 0) == 0) return true;
    return fnmatch(("*/" + glob).c_str(), whole.c_str(), 0) == 0;
}

static bool is_excluded(const Path& path, const std::vector<std::string>& excludes) {
    return std::any_of(excludes.begin(), excludes.end(),
                       [&](const std::string& glob) { return matches_glob(path, glob); });
}

Discovery discover(const FileSystem& files, const Path& folder, const std::vector<std::string>& excludes) {
    Discovery result;
    const GitIgnore ignore(files, folder);
    std::set<Path> visited;
    std::deque<Path> waiting{folder};
    while (!waiting.empty()) {
        const Path current = std::move(waiting.front());
        waiting.pop_front();
        if (!visited.insert(files.canonical(current)).second) continue;
        const auto names = files.list(current);
        if (!names) {
            result.errors.push_back(names.error());
            continue;
        }
        for (const std::string& name : *names) {
            const Path path = current / name;
            const FileStatus status = files.status(path);
            const bool is_folder = status.kind == FileKind::directory;
            if (is_excluded(path, excludes) || ignore.ignores(path, is_folder)) continue;
            if (is_folder && !is_foreign_folder(files, path)) waiting.push_back(path);
            if (status.kind == FileKind::regular || status.kind == FileKind::other) result.files.push_back(path);
            if (status.kind == FileKind::none && status.is_link) result.dangling.push_back({path, "a link that leads nowhere"});
        }
    }
    std::sort(result.files.begin(), result.files.end());
    return result;
}

static bool has_wildcard(std::string_view part) { return part.find_first_of("*?[") != std::string_view::npos; }

std::vector<Path> expand_glob(const FileSystem& files, const std::string& pattern) {
    std::vector<Path> found{pattern.starts_with('/') ? Path("/") : Path(".")};
    for (const std::string_view part : split(pattern, '/')) {
        if (part.empty()) continue;
        std::vector<Path> next;
        for (const Path& base : found) {
            if (!has_wildcard(part)) {
                next.push_back(base / part);
                continue;
            }
            const auto names = files.list(base);
            if (!names) continue;
            for (const std::string& name : *names) {
                if (fnmatch(std::string(part).c_str(), name.c_str(), FNM_PERIOD) == 0) next.push_back(base / name);
            }
        }
        found = std::move(next);
    }
    std::erase_if(found, [&](const Path& path) { return files.status(path).kind == FileKind::none; });
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace stackc
