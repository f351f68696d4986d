// What to say about a directive that no module of the table knows (NGX003, NGX011).
#pragma once

#include "compiler/frontends/nginx/checks.h"

namespace stackc::nginx {

void report_unknown(const Place& place, const Node& node, Reporter& report);

}  // namespace stackc::nginx
