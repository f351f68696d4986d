#include "tools/session/diff.h"

#include <git2.h>

#include <memory>

namespace stackc {

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after) {
    if (before == after) return {};
    git_libgit2_init();
    const std::string name(path);
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags |= GIT_DIFF_FORCE_TEXT;
    git_patch* patch = nullptr;
    git_buf text = GIT_BUF_INIT;
    std::string result;
    const int made = git_patch_from_buffers(&patch, before.data(), before.size(), name.c_str(), after.data(), after.size(), name.c_str(), &options);
    if (made == 0 && git_patch_to_buf(&text, patch) == 0) result.assign(text.ptr, text.size);
    git_buf_dispose(&text);
    git_patch_free(patch);
    git_libgit2_shutdown();
    return result;
}

}  // namespace stackc
