// The one parser of the ini family (uWSGI, supervisor). A section becomes a block whose name is
// what stands between the brackets, `key = value` a statement with one argument a line of its
// value (none for a bare key), and what the dialect's program refuses an error node.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/reporter.h"
#include "compiler/frontends/ini/ini_tokens.h"
#include "compiler/frontends/mapped_text.h"
#include "compiler/syntax/document.h"

namespace stackc::ini {

/// Parses a file; `on_garbage` reports a line that the dialect refuses.
Document parse(const SourceFile& file, const IniOptions& options,
               const std::function<void(Span)>& on_garbage);

/// The value of `key = value` with its lines joined by LF; nothing for a bare key.
MappedText value_of(const Document& document, const Node& statement);

/// True when the text holds a template's placeholder: `${X}`, `{{ x }}`, `{% … %}`, `<%= x %>`,
/// `@X@`.
bool has_template_hole(std::string_view text);

/// True when the file holds lines of a template language, so that lines may be absent or doubled.
bool is_template(const Document& document);

/// True when one of the file's lines starts with the text: a section's head for `claims`.
bool has_line(std::string_view text, std::string_view start);

}  // namespace stackc::ini
