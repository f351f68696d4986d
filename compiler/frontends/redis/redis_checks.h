// What redis-server refuses in its own file: the rules that need its table of directives.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/syntax/document.h"

namespace stackc::redis {

/// Reports RDS001, RDS002 and RDS007.
void check(const Document& document, Reporter& report);

}  // namespace stackc::redis
