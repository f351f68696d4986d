// Which files belong to one deployment. Cross-file rules only ever compare files of one: a
// monorepo or a folder of examples holds many, and joining strangers would be a false finding.
#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "compiler/source/file_system.h"
#include "compiler/source/span.h"

namespace stackc {

/// What a file is to its deployment.
enum class FileRole : unsigned char { front, back, other };

struct DeploymentFile {
    FileId id{};
    Path path;
    FileRole role = FileRole::other;  // front: nginx; back: app servers and managers
    /// A stack description: whole in itself, whatever lies in the folders around it.
    bool stands_alone = false;
};

/// The deployment of each file. Files joined by `links` (an include, a command that names a
/// file) are together. A folder whose files, with those below it, hold a front and a back is a
/// deployment; it takes in what lies around it until the next folder that holds two.
std::map<FileId, std::uint32_t> find_deployments(std::span<const DeploymentFile> files,
                                                 std::span<const std::pair<FileId, FileId>> links);

}  // namespace stackc
