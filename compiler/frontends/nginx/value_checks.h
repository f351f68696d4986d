// Checks the arguments of one directive against their type (NGX006).
#pragma once

#include <vector>

#include "compiler/frontends/nginx/checks.h"

namespace stackc::nginx {

/// `rows` are the registrations that fit the use; a value that one of them takes is taken.
void check_values(const Place& place, const Node& node, const std::vector<const DirectiveRow*>& rows, Reporter& report);

}  // namespace stackc::nginx
