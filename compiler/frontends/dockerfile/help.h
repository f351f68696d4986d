// The pages of Dockerfile instructions.
#pragma once

#include <string>
#include <string_view>

namespace stackc::dockerfile {

/// The page of a Dockerfile instruction; empty where there is none of that name.
std::string explain(std::string_view word);

}  // namespace stackc::dockerfile
