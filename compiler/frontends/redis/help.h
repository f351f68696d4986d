// The pages of redis' directives.
#pragma once

#include <string>
#include <string_view>

namespace stackc::redis {

/// The page of a directive; empty where redis has none of that name.
std::string explain(std::string_view word);

}  // namespace stackc::redis
