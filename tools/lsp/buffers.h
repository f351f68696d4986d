// The texts that the editor has open, as the editor sees them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "compiler/source/file_system.h"
#include "compiler/source/line_index.h"
#include "tools/lsp/json.h"

namespace stackc::lsp {

struct Buffer {
    std::string uri;       // as the editor spells it
    std::string language;  // the editor's name for it: "nginx", "dosini"
    std::int64_t version = 0;
    std::string text;
};

/// Applies `contentChanges` of textDocument/didChange in order: ranges or whole texts.
void apply_changes(std::string& text, const Json& changes, Encoding encoding);

using Buffers = std::map<Path, Buffer>;

}  // namespace stackc::lsp
