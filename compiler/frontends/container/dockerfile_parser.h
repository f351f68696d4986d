// The text of a Dockerfile as a Document: one statement an instruction, with its name in upper
// case. Flags (`--from=x`) come first among the words. What follows is, by instruction, the strings
// of the JSON form (quoted), the pieces of a shell command line by line, or words. The body of a
// heredoc is an opaque node after its statement. Facts: Dockerfile reference, syntax 1.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/frontends/mapped_text.h"
#include "compiler/syntax/document.h"

namespace stackc::container {

Document parse_dockerfile(const SourceFile& file);

/// The words after the flags.
std::span<const Word> operands(const Document& document, const Node& instruction);
/// The value of `--name=value`; nothing where the flag is not there.
std::optional<std::string_view> flag(const Document& document, const Node& instruction,
                                     std::string_view name);
/// True where the operands are the strings of a JSON array.
bool is_exec_form(std::span<const Word> operands);
/// The operands put together, each byte with its place.
MappedText joined(std::span<const Word> operands, Span place);

}  // namespace stackc::container
