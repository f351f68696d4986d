// The text of a Dockerfile as a Document: one statement an instruction, with its name in upper
// case. Flags (`--from=x`) come first among the words. What follows is, by instruction, the strings
// of the JSON form (quoted), the pieces of a shell command line by line, or words. The body of a
// heredoc is an opaque node after its statement. Facts: Dockerfile reference, syntax 1.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/frontends/mapped_text.h"
#include "compiler/syntax/document.h"
#include "compiler/syntax/dockerfile_words.h"

namespace stackc::container {

Document parse_dockerfile(const SourceFile& file);

/// The operands put together, each byte with its place.
MappedText joined(std::span<const Word> operands, Span place);

}  // namespace stackc::container
