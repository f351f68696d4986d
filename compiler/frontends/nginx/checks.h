// Checks statements against the directive table, as `nginx -t` would: unknown names, wrong
// places, argument counts, values, duplicates (NGX003 to NGX008).
#pragma once

#include "compiler/diagnostics/reporter.h"
#include "compiler/frontends/nginx/directives.h"
#include "compiler/syntax/document.h"

namespace stackc::nginx {

/// What a check needs to know about where a statement stands.
struct Place {
    const Document* document = nullptr;
    ContextSet contexts = 0;    // 0: unknown, nothing is checked
    std::string_view entries_of;  // the kind of block of a line of `map`, `types` and the like
    std::string_view version;   // of nginx, where it is stated
    bool has_modules = false;   // load_module or the like: names may come from elsewhere
};

/// Checks one statement or block; at most one report.
void check_statement(const Place& place, const Node& node, Reporter& report);

}  // namespace stackc::nginx
