// What uWSGI ends on while it reads its configuration: values, after all expansions, that an
// option does not take.
#pragma once

#include <set>

#include "compiler/frontends/uwsgi/expansion.h"

namespace stackc::uwsgi {

/// Reports UWS022; places in `seen` were reported before, by another instance of the same file.
void check_values(const Expander& expander, std::set<Span>& seen, Reporter& report);

/// Where ` # text` or ` ; text` starts in a value; npos where there is none.
std::size_t find_remark(std::string_view value);

}  // namespace stackc::uwsgi
