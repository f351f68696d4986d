#include "tools/session/workspace_files.h"

#include <fnmatch.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "tools/session/discovery.h"

namespace stackc {

static bool is_below(std::string_view path, std::string_view folder) {
    return path == folder || (path.starts_with(folder) && (folder.ends_with('/') || path.substr(folder.size()).starts_with('/')));
}

std::optional<Path> WorkspaceFiles::place(const std::string& target, const Path& from) const {
    for (const auto& [prefix, folder] : options_.maps) {
        if (is_below(target, prefix)) return folder / Path(target.substr(prefix.size())).relative_path();
    }
    if (options_.sysroot) return *options_.sysroot / Path(target).relative_path();
    // A file that was named where it is used (/etc/nginx/nginx.conf) means this machine.
    const bool is_in_use = from.string().starts_with("/etc/") && target.starts_with("/etc/");
    if (options_.is_live || is_in_use) return Path(target);
    return std::nullopt;
}

std::optional<std::string> WorkspaceFiles::target_path(const Path& path) const {
    const std::string text = path.string();
    for (const auto& [prefix, folder] : options_.maps) {
        const std::string here = folder.lexically_normal().string();
        if (is_below(text, here)) return normal_path(prefix + "/" + text.substr(here.size()));
    }
    if (options_.sysroot) {
        const std::string here = options_.sysroot->lexically_normal().string();
        if (is_below(text, here)) return normal_path("/" + text.substr(here.size()));
    }
    if (options_.is_live || text.starts_with("/etc/")) return text;
    return std::nullopt;
}

WorkspaceFiles::Found WorkspaceFiles::at_place(const Path& place, bool is_glob) const {
    Found found;
    found.is_inside = true;
    if (is_glob) {
        found.paths = expand_glob(files_, place.string());
    } else if (files_.status(place).kind != FileKind::none) {
        found.paths.push_back(place);
    }
    return found;
}

/// How many folders two paths have in common.
static std::ptrdiff_t closeness(const Path& a, const Path& b) {
    const auto [end, unused] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    return std::distance(a.begin(), end);
}

/// The folder that holds both.
static Path common_folder(const Path& a, const Path& b) {
    Path folder;
    for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end() && *i == *j; ++i, ++j) folder /= *i;
    return folder;
}

bool WorkspaceFiles::is_collection(const Path& folder) const {
    constexpr std::size_t most_parts = 6;
    static constexpr std::string_view endings[] = {".conf", ".ini", ".cfg", ".nginx", ".service"};
    std::set<std::string> parts;
    for (const auto& [name, paths] : known_) {
        const std::string extension = Path(name).extension().string();
        if (std::find(std::begin(endings), std::end(endings), extension) == std::end(endings)) continue;
        for (const Path& path : paths) {
            const auto [rest, end] = std::mismatch(path.begin(), path.end(), folder.begin(), folder.end());
            if (end == folder.end() && rest != path.end()) parts.insert(rest->string());
            if (parts.size() > most_parts) return true;
        }
    }
    return false;
}

bool WorkspaceFiles::are_strangers(const Path& a, const Path& b) const {
    constexpr std::ptrdiff_t farthest = 4;
    const std::ptrdiff_t common = closeness(a, b);
    if (common >= closeness(b, b) - 1) return false;
    // Deep in two different trees, or in two of many parts side by side.
    const bool is_far = closeness(a, a) - common > farthest || closeness(b, b) - common > farthest;
    return is_far || is_collection(common_folder(a, b));
}

std::vector<const Path*> WorkspaceFiles::named(const std::string& name, bool is_glob) const {
    std::vector<const Path*> found;
    for (auto each = is_glob ? known_.begin() : known_.lower_bound(name); each != known_.end(); ++each) {
        if (!is_glob && each->first != name) break;
        if (is_glob && fnmatch(name.c_str(), each->first.c_str(), FNM_PERIOD) != 0) continue;
        for (const Path& path : each->second) found.push_back(&path);
    }
    return found;
}

std::vector<Path> WorkspaceFiles::by_suffix(const std::string& target, bool is_glob, const Path& from) const {
    const Path wanted(target);
    const std::string name = wanted.filename().string();
    std::vector<Path> best;
    std::ptrdiff_t best_score = -1;
    for (const Path* each : named(name, is_glob)) {
        const Path& path = *each;
        if (path == from) continue;
        std::ptrdiff_t shared = 0;
        Path ours = path.parent_path(), theirs = wanted.parent_path();
        while (!ours.filename().empty() && ours.filename() == theirs.filename()) {
            ++shared;
            ours = ours.parent_path();
            theirs = theirs.parent_path();
        }
        // A bare file name proves nothing: at least one folder must agree too, unless the file lies
        // beside the one that names it.
        const bool is_sibling = !is_glob && path.parent_path() == from.parent_path();
        if (shared == 0 && !is_sibling) continue;
        const std::ptrdiff_t score = closeness(path, from) * 100 + shared;
        if (score < best_score) continue;
        if (score > best_score) best.clear();
        best_score = score;
        best.push_back(path);
    }
    if (!is_glob && best.size() > 1) best.clear();  // ambiguous
    if (!best.empty() && are_strangers(best.front(), from)) best.clear();
    std::sort(best.begin(), best.end());
    return best;
}

WorkspaceFiles::Found WorkspaceFiles::resolve(std::string_view pattern, bool is_glob, const Path& from,
                                              std::span<const std::string> bases) const {
    std::vector<std::string> targets;
    if (pattern.starts_with('/')) targets.emplace_back(pattern);
    Found result;
    if (!pattern.starts_with('/')) {
        for (const std::string& base : bases) {
            if (base == ".") {
                Found here = at_place((from.parent_path() / pattern).lexically_normal(), is_glob);
                if (!here.paths.empty()) return here;
            } else {
                targets.push_back(base + "/" + std::string(pattern));
            }
        }
    }
    for (const std::string& target : targets) {
        if (const std::optional<Path> here = place(target, from)) {
            Found found = at_place(*here, is_glob);
            if (!found.paths.empty()) return found;
            result.is_inside = true;
        }
    }
    if (result.is_inside) return result;
    for (const std::string& target : targets) {
        result.paths = by_suffix(target, is_glob, from);
        if (!result.paths.empty()) return result;
    }
    return result;
}

std::optional<Path> WorkspaceFiles::find_one(std::string_view path, const Path& from, std::span<const std::string> bases) const {
    const auto same_name = known_.find(Path(path).filename().string());
    const bool is_known = same_name != known_.end();
    if (is_known && same_name->second.contains(Path(path))) return Path(path);
    const Found found = resolve(path, false, from, bases);
    if (found.paths.size() == 1) return found.paths.front();
    if (found.is_inside || !is_known || same_name->second.size() != 1) return std::nullopt;
    const Path& only = *same_name->second.begin();
    return are_strangers(only, from) ? std::nullopt : std::optional(only);
}

}  // namespace stackc
