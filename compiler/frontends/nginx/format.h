// Lays an nginx file out anew: one statement a line, four blanks a level, blank lines kept as
// one. Words and comments stay as they are written, so the meaning does too.
#pragma once

#include <string>

#include "compiler/syntax/document.h"

namespace stackc::nginx {

/// A file with errors is given back as it is.
std::string format(const Document& document);

}  // namespace stackc::nginx
