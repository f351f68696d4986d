// The JSON that nginx's crossplane writes of a configuration and the files that it includes, so
// that scripts made for the one work with the other.
#pragma once

#include <string>

#include "compiler/frontends/frontend.h"
#include "compiler/source/file_system.h"

namespace stackc {

struct CrossplaneOptions {
    bool has_comments = false;  // crossplane's --include-comments
    bool is_single = false;     // its --single-file
};

struct Crossplane {
    std::string json;
    bool has_errors = false;  // the payload's status is "failed"
};

/// The payload for the configuration at `path`, which `shown` names. Included files are looked
/// for where crossplane looks for them: relative to the folder of the first file.
Crossplane crossplane_json(const FileSystem& files, const Frontend& frontend, const Path& path, const std::string& shown,
                           const CrossplaneOptions& options);

}  // namespace stackc
