// Applies fixes round after round, each on the texts of the last, until nothing changes; keeps
// a round only when it leaves fewer findings.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "tools/session/session.h"

namespace stackc {

struct FixedFile {
    std::string before;
    std::string after;
};

struct FixResult {
    Analysis analysis;                // of the texts as they are now
    std::map<Path, FixedFile> files;  // those that changed
    std::size_t fixed = 0;            // how many findings are gone
};

/// Analyses `roots` and applies what may be applied. Writes nothing: the caller does. `analyse`
/// runs a session on a file system that holds the changed texts.
FixResult fix_all(const FileSystem& files, const SessionOptions& options, std::span<const Path> roots, Safety least);

}  // namespace stackc
