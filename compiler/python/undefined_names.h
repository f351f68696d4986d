// A name that a Python file uses as it is read and that nothing in it can have bound: `os.path`
// without `import os`. Front ends ask it of files that Python runs by themselves.
#pragma once

#include <optional>

#include "compiler/diagnostics/reporter.h"
#include "compiler/python/tree.h"

namespace stackc::python {

/// The first such name; nothing where any part of the file could bind anything.
std::optional<Span> first_undefined_name(const Tree& tree);

/// PYT002, where there is one.
void report_undefined_name(const Tree& tree, Reporter& report);

}  // namespace stackc::python
