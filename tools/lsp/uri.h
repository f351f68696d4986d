// File URIs: how editors name files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/source/file_system.h"

namespace stackc::lsp {

/// The path of a `file:` URI, normal and absolute; nothing for another scheme or a foreign host.
std::optional<Path> to_path(std::string_view uri);

/// `file:///…` with everything escaped but letters, digits and `-._~/`.
std::string to_uri(const Path& path);

}  // namespace stackc::lsp
