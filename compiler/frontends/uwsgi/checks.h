// What uWSGI's own files get wrong by themselves: the rules that need its table of options and
// its way of reading lines.
#pragma once

#include <set>
#include <utility>

#include "compiler/frontends/frontend.h"

namespace stackc::uwsgi {

/// A section of a file that some instance reads.
using ReadSection = std::pair<FileId, std::string>;

/// Reports UWS004, UWS005, UWS020, UWS023, UWS024 and UWS026 for the sections that are read.
void check(const Workspace& workspace, const std::set<ReadSection>& sections, Reporter& report);

}  // namespace stackc::uwsgi
