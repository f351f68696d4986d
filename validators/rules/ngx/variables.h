// The variables that nginx and the usual modules have by themselves; the table is generated.
#pragma once

#include <span>
#include <string_view>

namespace stackc::rules {

/// `name` in lower case, without `$`; families such as `arg_…` and `http_…` count.
bool is_builtin_variable(std::string_view name);

/// Their names, but for the families.
std::span<const std::string_view> builtin_variables();

}  // namespace stackc::rules
