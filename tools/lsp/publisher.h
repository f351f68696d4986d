// Which diagnostics the editor shows: those of all projects, file by file, sent where they
// changed. A finding that joins two files stands in both, each pointing at the other.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/lsp/projects.h"

namespace stackc::lsp {

/// A diagnostic in the protocol's form, and the file that shows it.
struct ShownDiagnostic {
    Path path;
    Span span;
    const Diagnostic* diagnostic = nullptr;
    bool is_other_end = false;  // `span` is a related place of the diagnostic, not its own
};

/// All that an analysis has to show, in its own order; other ends follow their diagnostic.
std::vector<ShownDiagnostic> shown(const Analysis& analysis);

Json to_json(const ShownDiagnostic& shown, const Analysis& analysis, Encoding encoding);

/// The diagnostics of every file that has any, over all projects.
std::map<Path, Json> all_diagnostics(const Projects& projects, Encoding encoding);

class Publisher {
  public:
    /// The publishDiagnostics parameters of the files whose diagnostics are not those sent last.
    std::vector<Json> changes(const Projects& projects, Encoding encoding);

  private:
    std::map<std::string, Json> sent_;  // by URI
};

}  // namespace stackc::lsp
