// Checks the arguments of one directive against their type (NGX006).
#pragma once

#include <vector>

#include "compiler/frontends/nginx/checks.h"
#include "compiler/frontends/nginx/fault.h"

namespace stackc::nginx {

/// What all of `rows`, the registrations that fit the use, refuse of its arguments.
Checked value_fault(const std::vector<const DirectiveRow*>& rows, std::span<const Word> args);

/// `rows` are the registrations that fit the use; a value that one of them takes is taken.
void check_values(const Place& place, const Node& node, const std::vector<const DirectiveRow*>& rows, Reporter& report);

/// Says that nginx refuses this argument of `node`.
void report_value(const Document& document, const Node& node, const Fault& fault, Reporter& report);

}  // namespace stackc::nginx
