// gunicorn.conf.py, as far as it is a list of plain settings. It is Python, and stackc runs none:
// a literal at the top level is a value, whatever else is assigned is unknown.
#pragma once

#include "compiler/frontends/frontend.h"

namespace stackc::gunicorn {

/// A statement for each assignment (`name = value`, unknown where it is no literal or stands under
/// a condition), opaque nodes for the rest of the code.
Document parse(const SourceFile& file, Reporter& report);

/// How surely a Python file is a configuration of gunicorn, by the settings that it assigns.
int looks_like_gunicorn(const SourceFile& file);

/// Whether all settings of the file are among its statements: nothing is imported wholesale.
bool is_plain(const Document& document);

}  // namespace stackc::gunicorn
