// Writes a file whole or not at all.
#pragma once

#include <optional>
#include <string_view>

#include "compiler/source/file_system.h"

namespace stackc {

/// Puts `text` in place of the file at `path`: written beside it, synced, renamed over it. Mode
/// and, where allowed, owner stay; a link keeps pointing to what is replaced. Gives the reason
/// when it could not, and then the old file is still whole.
std::optional<IoError> write_file(const Path& path, std::string_view text);

}  // namespace stackc
