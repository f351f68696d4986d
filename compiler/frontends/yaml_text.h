// The meaning of a YAML scalar with the place of each of its bytes, whatever its style.
#pragma once

#include "compiler/frontends/mapped_text.h"
#include "compiler/syntax/document.h"

namespace stackc {

/// The value of `word`, which stands in `document`.
MappedText mapped_scalar(const Document& document, const Word& word);

}  // namespace stackc
