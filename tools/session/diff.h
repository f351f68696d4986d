// The difference between two texts as a patch that git and patch(1) apply.
#pragma once

#include <string>
#include <string_view>

namespace stackc {

/// A unified diff with `path` in its head; empty when the texts are equal.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace stackc
