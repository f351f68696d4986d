// HCL as a Document: blocks with their labels, attributes as statements whose words are the tokens
// of the expression (strings, numbers, names, brackets and commas), heredocs as one word.
// Facts: HCL native syntax specification.
#pragma once

#include "compiler/syntax/document.h"

namespace stackc::terraform {

Document parse_hcl(const SourceFile& file);

}  // namespace stackc::terraform
