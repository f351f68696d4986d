// Collects diagnostics. Front ends name the rule at each report; the engine names it once
// for a rule's whole run.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace stackc {

/// Adds to the diagnostic just reported: `report.at(...).label(...).note(...)`.
class DiagnosticBuilder {
  public:
    DiagnosticBuilder(std::vector<Diagnostic>& out, std::size_t index) : out_(out), index_(index) {}

    DiagnosticBuilder& label(Span span, std::string text) {
        get().related.push_back({span, std::move(text)});
        return *this;
    }
    DiagnosticBuilder& note(std::string text) {
        get().notes.push_back(std::move(text));
        return *this;
    }
    DiagnosticBuilder& fix(std::string title, Safety safety, std::vector<Edit> edits) {
        get().fixes.push_back({std::move(title), safety, std::move(edits)});
        return *this;
    }
    /// The files make it likely but do not prove it: shown as `info`, whatever the rule says.
    DiagnosticBuilder& uncertain() {
        get().is_certain = false;
        return *this;
    }

  private:
    Diagnostic& get() { return out_[index_]; }
    std::vector<Diagnostic>& out_;
    std::size_t index_;
};

class Reporter {
  public:
    explicit Reporter(std::vector<Diagnostic>& out, std::string_view rule = {}) : out_(out), rule_(rule) {}

    /// Reports for the rule that is running.
    DiagnosticBuilder at(Span span, std::string message) { return at(rule_, span, std::move(message)); }

    /// Reports for `rule`, an id such as "NGX001" that has a file in validators/rules.
    DiagnosticBuilder at(std::string_view rule, Span span, std::string message) {
        Diagnostic diagnostic;
        diagnostic.rule = rule;
        diagnostic.primary = {span, std::move(message)};
        out_.push_back(std::move(diagnostic));
        return {out_, out_.size() - 1};
    }

  private:
    std::vector<Diagnostic>& out_;
    std::string_view rule_;
};

}  // namespace stackc
