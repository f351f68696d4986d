// The nginx parser: text to Document. ANTLR's generated parser works behind it.
#pragma once

#include <string>
#include <string_view>

#include "compiler/diagnostics/reporter.h"
#include "compiler/syntax/document.h"

namespace stackc::nginx {

/// Reads every text; reports what nginx's own reader would refuse (NGX001, 002, 010, 011, 09x).
Document parse(const SourceFile& file, Reporter& report);

/// What `text` means after nginx's escapes: \" \' \\ and \t \r \n; other backslashes stay.
std::string unescaped(std::string_view text);

}  // namespace stackc::nginx
