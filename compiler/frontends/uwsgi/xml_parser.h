// uWSGI's configuration in XML: `<uwsgi><socket>/run/a.sock</socket></uwsgi>`, read with expat into
// the blocks and statements that an ini has.
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/syntax/document.h"

namespace stackc::uwsgi {

/// A block for each `<uwsgi>` that is the root or stands in it, a statement for each element in
/// it that holds text alone. All else is passed over, as uWSGI does. Reports UWS028.
Document parse_xml(const SourceFile& file, Reporter& report);

}  // namespace stackc::uwsgi
