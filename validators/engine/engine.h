// Runs the rules over a finished graph and its documents. Pure: no state, no I/O, no clock.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "validators/engine/rule.h"

namespace stackc {

/// Which rules run: `select` and `ignore` hold ids, names or prefixes ("XST", "NGX03"); an
/// empty `select` is all. The longest match wins, `ignore` on a draw.
struct RuleSelection {
    std::vector<std::string> select;
    std::vector<std::string> ignore;

    bool includes(const RuleEntry& entry) const;
};

/// Runs every selected rule and gives what they reported, unsettled and unsorted.
std::vector<Diagnostic> run_rules(const Graph& graph, const RuleSelection& selection);

/// `# stackc: ignore[XST001] reason` on a line or the line before it.
struct Suppression {
    Span span;                       // the comment
    std::vector<std::string> rules;  // ids, names or prefixes; empty: every rule
    std::string reason;
    std::uint32_t first_line = 0;    // the lines whose diagnostics it takes, from 0
    std::uint32_t last_line = 0;
};

/// The suppressions that a document's comments state.
std::vector<Suppression> find_suppressions(const Document& document);

}  // namespace stackc
