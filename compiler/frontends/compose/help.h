// The pages of Compose keys.
#pragma once

#include <string>
#include <string_view>

namespace stackc::compose {

/// The page of a Compose key; empty where there is none of that name.
std::string explain(std::string_view word);

}  // namespace stackc::compose
