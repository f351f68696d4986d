// Puts a generated tree into a folder: all of it or nothing, nothing outside, and nothing over
// a file that somebody else wrote or changed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/source/file_system.h"
#include "emitters/emitter.h"

namespace stackc {

enum class ChangeKind : std::uint8_t { same, add, change, remove };

/// What would happen to one path below the folder.
struct TreeChange {
    ChangeKind kind = ChangeKind::same;
    OutputFile file;
    std::string before;    // what lies there now: a file's text, a link's target
    std::string conflict;  // why it must not be touched without force; empty: it may
    bool is_blocked = false;  // not even by force
};

struct TreePlan {
    std::vector<TreeChange> changes;  // sorted by path, the manifest last

    bool has_conflicts() const;
    bool is_up_to_date() const;
};

/// Compares `files` and the manifest with what lies in `folder`. Reads, writes nothing.
Result<TreePlan, IoError> plan_tree(const Path& folder, std::span<const OutputFile> files, const std::string& manifest);

/// Does what the plan says: every new text is written beside its place and synced before the
/// first is renamed over the old. Gives the reason when it could not.
std::optional<IoError> write_tree(const Path& folder, const TreePlan& plan);

}  // namespace stackc
