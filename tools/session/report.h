// From an analysis to what the renderers take, with what the rule table says.
#pragma once

#include "compiler/diagnostics/report.h"
#include "tools/session/session.h"

namespace stackc {

/// The report of `analysis`, which must outlive it. Paths below `folder` are shown relative to it.
Report make_report(const Analysis& analysis, const Path& folder);

/// What the tables say of a rule.
RuleInfo rule_info(std::string_view id);

/// The page that explains a rule.
std::string rule_url(std::string_view id);

}  // namespace stackc
