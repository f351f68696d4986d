// Collects diagnostics. Front ends name the rule at each report; the engine names it once
// for a rule's whole run.
#pragma once

#include <cstdint>
#include <functional>
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

    /// A second place; the primary place itself needs none.
    DiagnosticBuilder& label(Span span, std::string text) {
        if (span == get().primary.span) return *this;
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
        std::vector<Diagnostic>& out = is_full() ? dropped_ : out_.get();
        if (is_full()) dropped_.clear();
        out.push_back(std::move(diagnostic));
        return {out, out.size() - 1};
    }

    /// The same, but what is reported after `most` more diagnostics is dropped: an input can
    /// hold as many mistakes as bytes.
    Reporter limited(std::size_t most) const {
        Reporter copy = *this;
        copy.most_ = out_.get().size() + most;
        return copy;
    }
    /// Whether the limit is reached.
    bool is_full() const { return out_.get().size() >= most_; }

  private:
    std::reference_wrapper<std::vector<Diagnostic>> out_;
    std::string_view rule_;
    std::size_t most_ = SIZE_MAX;
    std::vector<Diagnostic> dropped_;
};

}  // namespace stackc
