// Whether a text is nginx configuration, when its name does not tell.
#pragma once

#include "compiler/source/source_map.h"

namespace stackc::nginx {

/// 0 to 100: how many of the first statements are nginx directives.
int claims(const SourceFile& file);

}  // namespace stackc::nginx
