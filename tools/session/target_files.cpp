#include "tools/session/target_files.h"

namespace stackc {

/// True when `path` is `base` or lies below it.
static bool is_below(const Path& path, const Path& base) {
    const Path relative = path.lexically_relative(base);
    return !relative.empty() && *relative.begin() != "..";
}

Path TargetFiles::place(const std::string& path) const {
    const Path relative = Path(path).relative_path();
    if (base_ == "/") return base_ / relative;
    Path found = base_;
    for (const Path& part : relative) {
        found /= part;
        if (!files_.status(found).is_link) continue;
        // An absolute link means a place of the target, not of this host.
        const Path canonical = files_.canonical(found);
        found = is_below(canonical, files_.canonical(base_)) ? canonical : base_ / canonical.relative_path();
    }
    return found;
}

}  // namespace stackc
