// What redis-server refuses in its own file: the rules that need its table of directives.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/syntax/document.h"

namespace stackc::redis {

/// Reports RDS001, RDS002 and RDS007.
void check(const Document& document, Reporter& report);

/// Reports RDS002 for a name on the command line that is no directive: `--prot 6380`.
void check_flag(std::string_view name, Span span, Reporter& report);

}  // namespace stackc::redis
