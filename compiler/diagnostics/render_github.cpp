// GitHub Actions' workflow commands: `::error file=…,line=…::message`, one line a finding.
#include <fmt/format.h>

#include "compiler/base/assert.h"
#include "compiler/diagnostics/render.h"

namespace stackc {

static std::string_view command(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::info: return "notice";
    }
    unreachable("Severity");
}

/// What stands for itself nowhere in a command (toolkit, packages/core/src/command.ts).
static std::string escaped(std::string_view text, std::string_view special) {
    std::string out;
    for (const char c : text) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20;
        const bool is_special = c == '%' || is_control || special.find(c) != std::string_view::npos;
        out += is_special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
    }
    return out;
}

std::string render_github(const Report& report) {
    std::string out;
    for (const Diagnostic& diagnostic : report.diagnostics) {
        const Span span = diagnostic.primary.span;
        const Region at = region_of(report.sources, span);
        const RuleInfo rule = report.rule(diagnostic.rule);
        std::string text = diagnostic.primary.text;
        for (const Label& label : diagnostic.related) {
            const Region there = region_of(report.sources, label.span);
            text += fmt::format("\n{}:{}: {}", shown_path(report.sources.path(label.span.file), report.folder), there.start_line, label.text);
        }
        for (const std::string& note : diagnostic.notes) text += "\n" + note;
        out += fmt::format("::{} file={},line={},endLine={},col={},endColumn={},title={}::{}\n", command(diagnostic.severity),
                           escaped(shown_path(report.sources.path(span.file), report.folder), ",:"), at.start_line, at.end_line, at.start_column,
                           at.end_column, escaped(fmt::format("{} {}", rule.id, rule.name), ",:"), escaped(text, ""));
    }
    return out;
}

}  // namespace stackc
