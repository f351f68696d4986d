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

struct DeploymentFile {
    FileId id{};
    Path path;
    bool is_front = false;  // it says something about nginx
    bool is_back = false;   // … about app servers or what starts them; a file may be both
    /// A stack description: whole in itself, whatever lies in the folders around it.
    bool stands_alone = false;
};

/// More unrelated pieces than this in one place are a collection and not a deployment.
inline constexpr std::size_t most_pieces = 30;

/// The deployment of each file. Files joined by `links` (an include, a command that names a
/// file) are one piece. A folder whose pieces, with those below it, hold a front and a back is a
/// deployment; it takes in what lies around it until the next folder that holds two. A folder
/// with a crowd of pieces is a collection of strangers, which nothing joins.
std::map<FileId, std::uint32_t> find_deployments(std::span<const DeploymentFile> files,
                                                 std::span<const std::pair<FileId, FileId>> links);

}  // namespace stackc
