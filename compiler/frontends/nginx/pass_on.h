// Hands on what was reported to a list of its own, to be looked at first.
#pragma once

#include "compiler/diagnostics/reporter.h"

namespace stackc::nginx {

inline void pass_on(Diagnostic found, Reporter& report) {
    DiagnosticBuilder copy = report.at(found.rule, found.primary.span, std::move(found.primary.text));
    for (Label& label : found.related) copy.label(label.span, std::move(label.text));
    for (std::string& note : found.notes) copy.note(std::move(note));
    for (Fix& fix : found.fixes) copy.fix(std::move(fix.title), fix.safety, std::move(fix.edits));
    if (!found.is_certain) copy.uncertain();
}

}  // namespace stackc::nginx
