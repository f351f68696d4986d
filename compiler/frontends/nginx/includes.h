// Which files an nginx file includes, and which of them nginx's packages bring along.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/frontends/frontend.h"

namespace stackc::nginx {

/// Every `include` of the document, for the session to load.
std::vector<FileReference> references(const Document& document);

/// True when glob(3) would expand `pattern`.
bool is_glob(std::string_view pattern);

/// True for files that every nginx package installs (`mime.types`, `uwsgi_params` …): they hold
/// nothing but types and parameters, so a tree without them is still fully known.
bool is_stock_file(std::string_view pattern);

/// The files that the `include` with argument `pattern` names, said in `from` below `main`:
/// nginx resolves against the folder of the main configuration.
Workspace::Resolved resolve_include(const Workspace& workspace, const Word& pattern, const Document& main, const Document& from);

}  // namespace stackc::nginx
