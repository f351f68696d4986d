// Values of the directives that nginx's modules read by code of their own, not by a type of the
// table: each row says what that code (nginx 1.22.1) refuses.
#pragma once

#include <span>

#include "compiler/frontends/nginx/directives.h"
#include "compiler/frontends/nginx/fault.h"

namespace stackc::nginx {

/// What the setter of `row` would refuse of `args`.
Checked check_setter(const DirectiveRow& row, std::span<const Word> args);

/// `nearest` of the parameters of a directive, with the value that stands after `=`.
std::optional<std::string> nearest_parameter(std::string_view text, std::string_view params);

}  // namespace stackc::nginx
