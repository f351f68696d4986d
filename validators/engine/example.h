// A rule's example taken apart into the files that it stands for.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "validators/engine/rule.h"

namespace stackc {

/// The files of `example` by path: those after lines `#> path`, or the one file of `dialect`,
/// named so that its dialect is known by name.
std::map<std::string, std::string> example_files(Example example, std::string_view dialect);

}  // namespace stackc
