// A rule: one check with a stable id. Everything about it stands in its one file under
// validators/rules/<family>/; id and name come from the file's name.
#pragma once

#include <span>
#include <string_view>

#include "compiler/diagnostics/reporter.h"
#include "compiler/graph/graph.h"

namespace stackc {

/// Which file says what in an example: text with `#> path` lines between files, or one text
/// whose dialect is the rule's first. Empty: no example can show it alone.
using Example = std::string_view;

struct Rule {
    std::string_view summary;  // the defect, in a few words
    std::string_view why;      // what happens in production, and the log line that people see
    Severity severity = Severity::warning;
    Effect effect = Effect::risk;
    Fixability fixability = Fixability::none;
    std::string_view dialects;  // space separated: "nginx uwsgi"
    std::string_view sources;   // manual sections, source files, issues that show it; space separated
    Example bad;
    Example good;
    /// Exactly one of the three, or none when a front end reports it while reading.
    void (*check)(const Graph& graph, Reporter& report) = nullptr;
    void (*check_document)(const Document& document, Reporter& report) = nullptr;
};

struct RuleEntry {
    std::string_view id;      // "XST001"
    std::string_view name;    // "socket-path-mismatch"
    std::string_view family;  // "xst"
    const Rule* rule = nullptr;
};

namespace rules {
/// Every rule, from the generated table, by id.
std::span<const RuleEntry> all();
}  // namespace rules

/// The rule with that id or name, or null.
const RuleEntry* find_rule(std::string_view id_or_name);

}  // namespace stackc
