// A systemd unit file: sections of `Key=value`, lines that end in `\` go on.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/frontends/frontend.h"
#include "compiler/frontends/mapped_text.h"

namespace stackc::systemd {

/// A block for each section, a statement for each key with one argument a line of its value. Lines
/// that systemd passes over with a warning are opaque, a broken head of a section is an error.
Document parse(const SourceFile& file, Reporter& report);

/// The value of a key, its lines joined by blanks.
MappedText value_of(const Document& document, const Node& statement);

/// The statements of `key` in the sections named `section`, in order.
std::vector<const Node*> find(const Document& document, std::string_view section, std::string_view key);

}  // namespace stackc::systemd
