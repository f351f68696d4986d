// Lays an ini file out anew: one space where it helps, none where it does not, sections apart
// from each other, and nothing that changes what the program reads.
#pragma once

#include <string>
#include <string_view>

#include "compiler/syntax/document.h"

namespace stackc::ini {

/// `equals` is written for `=` with what the dialect has around it: " = " or "=". A file with
/// broken lines or lines of a template language stays as it is.
std::string format(const Document& document, std::string_view equals);

}  // namespace stackc::ini
