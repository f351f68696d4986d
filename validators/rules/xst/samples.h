// Files that are there to be copied and filled in, where stand-ins are right.
#pragma once

#include "compiler/syntax/document.h"

namespace stackc {

/// `site.conf.example`, `sample_files/site.conf`, `.env.template`.
bool is_sample(const Document& document);

}  // namespace stackc
